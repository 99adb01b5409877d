"""News sites of many makes, made up, with what is truly in them: what completeness is measured and tested on."""
