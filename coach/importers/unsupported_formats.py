"""What to say of files that are known and not read, and what to do instead."""

from __future__ import annotations

NOT_READ = {
    "html": (
        "is a web page saved in place of the export. Sign in, then download the export itself. If a program exported "
        "it as web pages, export again from that program as JSON or CSV."
    ),
    "telegram_html": "is Telegram's export as web pages. Export the chats again, as machine-readable JSON.",
    "mastodon": "is a Mastodon archive, which has your own posts but no replies, so it is not read.",
    "bluesky": "is a Bluesky repository, which has your own posts but no replies, so it is not read.",
    "mastodon_list": "is a list of accounts from Mastodon, which has addresses and no messages, so it is not read.",
    "notes": "is a page of notes (Markdown), which is not read. If it holds a table of moods, save that as CSV.",
    "signal": "is a chat of Signal, as signal-export writes it, which is not read.",
    "meta_chat": "is a chat of Facebook or Instagram, which is not read.",
    "skype": "is an export of Skype or Teams, which is not read.",
    "line": "is a chat of LINE, which is not read.",
    "sms": "is a backup of text messages, which is not read.",
    "jrnl_text": "is a journal as text, which is not read. From jrnl, export it again: jrnl --format json.",
    "todo_txt": "is a list of tasks, which is read only if the coach exported it.",
    "apple_health": "is an Apple Health export, which this version does not read.",
    "health_auto_export": "is a Health Auto Export file, which this version does not read.",
    "super_productivity": "is a Super Productivity backup, which this version does not read.",
    "office": "is an old Office file (.xls, .doc). Save a table as CSV or .xlsx.",
    "spreadsheet": "is a spreadsheet of a kind that is not read (.ods, .xlsb). Save the table as CSV or .xlsx.",
    "document": "is a document, which is not read. If it holds a table, save that as CSV.",
    "pdf": "is a PDF, which is not read. The site or program it comes from may offer CSV, JSON or a zip, too.",
    "media": "is a picture, a sound or a film, which is not read.",
    "property_list": "is a property list of Apple (.plist), which is not read. From Contacts, export vCards.",
    "program": "is a program, not an export.",
    "outlook_mail": (
        "is an Outlook message (.msg), which is not read. Outlook on the web can download it as .eml, and the program "
        "msgconvert converts it; import that."
    ),
    "outlook_data": (
        "is an Outlook data file (.pst, .ost), which is not read. Export contacts as CSV from Outlook; the program "
        "readpst makes .mbox or .eml files of the mail."
    ),
    "outlook_mac": (
        "is an archive of Outlook for the Mac (.olm), which is not read. A mail folder dragged from Outlook to "
        "the desktop becomes an mbox, and contacts become vCards."
    ),
    "outlook_express": (
        "is a mail folder of Outlook Express (.dbx), which is not read. Convert it to mbox or .eml, and give that."
    ),
    "discord": "is a chat of Discord, which is not read.",
    "slack": "is a part of a Slack export, which has channels and no direct messages, so it is not read.",
    "harvest": "is a time report of Harvest, which has hours a day but no start times, so it gives no blocks.",
    "linkedin_other": (
        "is a table of LinkedIn's export that is not read. messages.csv, Connections.csv, Invitations.csv and "
        "Notes.csv are."
    ),
    "other_calendar": "is a calendar as JSON or XML, which is not read. Save the calendar as iCalendar (.ics).",
    "outlook_calendar": "is a calendar of Outlook as CSV, which is not read. Save the calendar as iCalendar (.ics).",
    "timer_other": "is a file of a timer that is not read. Export JSON: timew export, or watson log --all --json.",
    "time_summary": "is a summary of a timer, without start times. Export the detailed report.",
    "activitywatch_database": (
        "is the database of ActivityWatch. For blocks of work, export all buckets as JSON; for minutes on networking "
        "sites: coach sources add activitywatch PATH."
    ),
    "database": "is a database, which is not read. Export it as CSV or JSON with the program it belongs to.",
    "packed": "is packed in a way that is not read here. Unpack it, then give the folder.",
    "encrypted": "is an encrypted file. If it is a backup of the coach, coach restore FILE reads it.",
    "encrypted_pgp": "is an encrypted file (PGP). Decrypt it, then give what is inside.",
    "document_apple": (
        "is a document of Numbers, Pages or Keynote, which is not read. If it holds a table, export that as CSV."
    ),
    "coach_data": "is a data file of the coach itself. coach merge FILE merges it into your data.",
    "coach_export": "is an export of the coach that was cut short or damaged. Export it again, or copy it again.",
    "grailbird": "is a Twitter archive from before 2019, which holds no direct messages.",
}
"""Format → what the file is, and how its content gets in."""
