"""The web app: pages that show what `qual.workflow` answers and hand it what a person does."""
