"""Scrapy's settings for Dateline: polite and bounded by default. Every one is explained in docs/reference/settings.md.

``DATELINE_*`` are ours, also from the environment; ``-s NAME=VALUE`` beats both.
"""

from __future__ import annotations

import os


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


BOT_NAME = "dateline"
# Those for a person to crawl with; those that `dateline sources` runs in its own process are no crawls.
SPIDER_MODULES = ["crawler.spiders.news", "crawler.spiders.article", "crawler.spiders.warc"]
NEWSPIDER_MODULE = "crawler.spiders"
COMMANDS_MODULE = "crawler.commands"
ADDONS = {"crawler.derived.DerivedSettings": 0}

# --- ours -------------------------------------------------------------------------------------------------------------
DATELINE_ARCHIVE_PATH = os.environ.get("DATELINE_ARCHIVE_PATH") or "data/archive.db"
DATELINE_SOURCES_PATH = os.environ.get("DATELINE_SOURCES_PATH") or "sources.toml"
DATELINE_PARSE_PROCESSES = os.environ.get("DATELINE_PARSE_PROCESSES") or _cores()
DATELINE_ALLOW_PRIVATE_ADDRESSES = os.environ.get("DATELINE_ALLOW_PRIVATE_ADDRESSES") or 0
DATELINE_VERIFY_TLS = os.environ.get("DATELINE_VERIFY_TLS") or 1
DATELINE_CONTACT = os.environ.get("DATELINE_CONTACT") or ""
DATELINE_LISTING_DAYS = os.environ.get("DATELINE_LISTING_DAYS") or 30
DATELINE_REVISIT_PERCENT = os.environ.get("DATELINE_REVISIT_PERCENT") or 20
DATELINE_ROBOTS_SECONDS = os.environ.get("DATELINE_ROBOTS_SECONDS") or 20
DATELINE_LOG_JSON = os.environ.get("DATELINE_LOG_JSON") or 0
DATELINE_METRICS_FILE = os.environ.get("DATELINE_METRICS_FILE") or ""
DATELINE_REPLAY = os.environ.get("DATELINE_REPLAY") or ""
DATELINE_REPLAY_RUN = os.environ.get("DATELINE_REPLAY_RUN") or ""
DATELINE_GONE_SECONDS = os.environ.get("DATELINE_GONE_SECONDS") or 3600
DATELINE_RETRY_SECONDS = os.environ.get("DATELINE_RETRY_SECONDS") or 5
DATELINE_CHROMIUM = os.environ.get("DATELINE_CHROMIUM") or ""
DATELINE_RENDER_SECONDS = os.environ.get("DATELINE_RENDER_SECONDS") or 30
DATELINE_PAGES_PER_HOST = os.environ.get("DATELINE_PAGES_PER_HOST") or 10_000
DATELINE_PARSE_SECONDS = os.environ.get("DATELINE_PARSE_SECONDS") or 20
DATELINE_PARSE_MEGABYTES = os.environ.get("DATELINE_PARSE_MEGABYTES") or 400

# --- a good guest -----------------------------------------------------------------------------------------------------
# USER_AGENT is made of DATELINE_CONTACT in derived.py.
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "Dateline"
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 0.5
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 60.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
COOKIES_ENABLED = False
REFERRER_POLICY = "no-referrer"

# --- bounds -----------------------------------------------------------------------------------------------------------
# No bound here: the spiders bound what is in flight, so that slow hosts never fill all places (crawler/spiders).
CONCURRENT_REQUESTS = 0
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 16_000_000  # bytes of pages that wait for a worker; then no new request is sent
# For each answer Scrapy starts so many tasks, and a page is one item: its 100 cost a fifth of our CPU time.
CONCURRENT_ITEMS = 1
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024  # after unpacking too
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_FAIL_ON_DATALOSS = True  # a page cut off in mid-body is asked for again, never archived as if it were whole
REDIRECT_MAX_TIMES = 8
URLLENGTH_LIMIT = 2_048
DNS_TIMEOUT = 15
REACTOR_THREADPOOL_MAXSIZE = 20  # name look-ups of several hundred hosts
# What failed is asked again by the page table, after a while and with its reason kept, not at once and unseen.
RETRY_ENABLED = False
# Reads every page on the reactor's thread.
METAREFRESH_ENABLED = False
HTTPCACHE_ENABLED = False

# --- doors that stay shut ---------------------------------------------------------------------------------------------
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
DOWNLOAD_HANDLERS = {
    "http": "crawler.network.handler.HttpHandler",
    "https": "crawler.network.handler.HttpHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
TWISTED_DNS_RESOLVER = "crawler.network.guard.PublicResolver"

# --- our parts --------------------------------------------------------------------------------------------------------
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.network.guard.Guard": 50,
    "crawler.network.detours.Detours": 70,
    "crawler.network.robots.RobotsMiddleware": 100,
    "crawler.network.rendering.Rendering": 500,  # unpacked, and after all redirects
    # In place of Scrapy's, and where theirs stand.
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "crawler.network.unpacking.Unpacking": 590,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "crawler.network.redirects.Redirects": 600,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    "crawler.network.cookies.Cookies": 700,
    "crawler.network.intake.Intake": 800,
    "crawler.network.turns.Turns": 950,  # the last: whoever has passed it is sent
}
# They look after requests that callbacks yield; ours yield none, and each took its share of every page.
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
EXTENSIONS = {
    "scrapy.extensions.throttle.AutoThrottle": None,
    "crawler.network.politeness.Politeness": 0,
    "scrapy.extensions.logstats.LogStats": None,
    "crawler.reporting.progress.Progress": 0,
    "crawler.reporting.metrics.Metrics": 0,
}
ITEM_PIPELINES = {"crawler.pipelines.ArchivePipeline": 900}

# --- what is said -----------------------------------------------------------------------------------------------------
LOG_LEVEL = "INFO"
STATS_DUMP = True
