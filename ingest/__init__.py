"""The nightly crawl: icons of a library, from a GraphQL source or from files, into `source.json`."""
