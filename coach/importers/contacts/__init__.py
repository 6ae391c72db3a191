"""Read address books: vCard and Google Contacts."""
