"""What keeps and answers: one interface at the grain of the domain, one package an engine."""
