"""The nightly crawl: from a GraphQL source, or from files, to `source.json`."""
