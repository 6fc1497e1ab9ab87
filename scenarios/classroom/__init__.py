"""The classroom: a page in the browser where a lever is moved and the model answers while one looks on."""
