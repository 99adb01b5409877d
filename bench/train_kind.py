"""Learns the weights of ``parsers/kind/weights.py`` from pages whose kind is known (``is_article`` in their truth).

``python -m bench.train_kind CORPUS`` prints how well the weights do on hosts that they were not learned from, then
writes them; ``bench/learning.py`` says what CORPUS holds. Pages that are decided without signals are left out.
"""

from __future__ import annotations

from pathlib import Path

import click

from bench.learning import on_unseen_hosts, read_examples, train, write_weights
from parsers.kind import judging

PENALTY = 20.0
WEIGHT_OF_OTHERS = 2.5
"""There are six times as many articles as others in the pages we learn from; on real front pages it is not so."""


@click.command()
@click.argument("corpus", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only cross-validate; write nothing.")
def main(corpus: Path, dry_run: bool) -> None:
    """Learn what each signal weighs from the pages in CORPUS."""
    examples = list(read_examples(corpus, judging, "signals", lambda page, _: bool(page["is_article"])))
    learning = {"penalty": PENALTY, "weight_of_false": WEIGHT_OF_OTHERS}
    told = on_unseen_hosts(examples, **learning)
    articles = [chance for chance, is_article in told if is_article]
    others = [chance for chance, is_article in told if not is_article]
    click.echo(
        f"unseen hosts: {sum(chance >= 0.5 for chance in articles) / len(articles):.3f} of {len(articles)} articles kept, "
        f"{sum(chance < 0.5 for chance in others) / len(others):.3f} of {len(others)} others refused"
    )
    if not dry_run:
        docstring = "What each signal of ``judging.py`` weighs. Written by ``bench/train_kind.py``; not by hand."
        write_weights(Path(judging.__file__).with_name("weights.py"), docstring, *train(examples, **learning))


if __name__ == "__main__":
    main()
