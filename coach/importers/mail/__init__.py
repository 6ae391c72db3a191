"""Read mailboxes: mbox, Maildir and single mails."""
