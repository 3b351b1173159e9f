"""The nouns of the field: frozen values that check themselves, standard library only."""
