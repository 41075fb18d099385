"""What every part of the server that speaks HTTP shares: paths, errors, documents, threads."""
