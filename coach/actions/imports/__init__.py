"""What an import saves: people, records and meetings made of what importers found, and their preview."""
