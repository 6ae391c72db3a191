"""What previews of imports call formats, and what was left out. The words of --json are the plain reasons."""

from __future__ import annotations

FORMAT_NAMES = {
    "linkedin": "LinkedIn",
    "x-archive": "X",
    "mbox": "Mail",
    "vcard": "Contacts",
    "google_contacts": "Google's contacts",
    "outlook_contacts": "Outlook's contacts",
    "linkedin_contacts": "LinkedIn's imported contacts",
    "contact_list": "A list of contacts",
    "icalendar": "Calendar",
    "daylio": "Daylio",
    "howwefeel": "How We Feel",
    "jrnl": "jrnl",
    "dayone": "Day One",
    "pixels": "Pixels",
    "bearable": "Bearable",
    "generic_csv": "A table of moods",
    "activitywatch": "ActivityWatch",
    "toggl": "Toggl",
    "clockify": "Clockify",
    "rescuetime": "RescueTime",
    "whatsapp": "WhatsApp",
    "telegram": "Telegram",
}
"""Format → its name."""

LEFT_OUT = {
    "ai_coach": "message from LinkedIn itself|messages from LinkedIn itself",
    "auto_reply": "automatic reply|automatic replies",
    "away": "span away from the computer|spans away from the computer",
    "bcc_only": "e-mail to hidden recipients|e-mails to hidden recipients",
    "bot": "chat with a bot|chats with bots",
    "bounce": "notice that an e-mail came back|notices that e-mails came back",
    "cancelled": "cancelled meeting|cancelled meetings",
    "chat": "chat kept as e-mail|chats kept as e-mails",
    "damaged": "damaged entry|damaged entries",
    "damaged_message": "damaged message|damaged messages",
    "damaged_row": "damaged row|damaged rows",
    "damaged row": "damaged row|damaged rows",
    "dated_in_the_future": "dated in the future",
    "declined": "declined meeting|declined meetings",
    "delay_notice": "notice of a delayed e-mail|notices of delayed e-mails",
    "deleted": "deleted e-mail|deleted e-mails",
    "deleted_member": "conversation with a closed account|conversations with closed accounts",
    "draft": "draft|drafts",
    "draft_only": "conversation with drafts only|conversations with drafts only",
    "duplicate": "there twice",
    "empty": "contact without a name or address|contacts without a name or address",
    "follow-up that the coach works out itself": "follow-up that the coach works out itself"
    "|follow-ups that the coach works out itself",
    "group": "group of contacts|groups of contacts",
    "group_thread": "group conversation|group conversations",
    "headers_files": "file that repeats messages without their texts|files that repeat messages without their texts",
    "hidden_profile": "connection without a name|connections without a name",
    "a meeting with nobody you know yet": "meeting with nobody you know yet|meetings with nobody you know yet",
    "a mood of your own without a value": "mood of your own without a value|moods of your own without a value",
    "mailing_list": "e-mail from a mailing list|e-mails from mailing lists",
    "newsletter": "newsletter|newsletters",
    "no_date": "without a valid date",
    "no_end": "block without an end|blocks without an end",
    "no_mood": "entry without a mood|entries without a mood",
    "no_other_person": "with nobody else",
    "no_sender": "e-mail without a sender|e-mails without a sender",
    "no_start": "without a valid start",
    "no_value": "entry without a value|entries without a value",
    "not_a_mood": "entry that is not a mood|entries that are not moods",
    "not_productive": "activity that your timer did not count as work|activities that your timer did not count as work",
    "notes_to_self": "conversation with yourself|conversations with yourself",
    "notice": "notification from the app|notifications from the app",
    "older_than_three_years": "series that began more than three years ago",
    "other": "other entry|other entries",
    "read_receipt": "read receipt|read receipts",
    "request to connect without a note": "request to connect without a note|requests to connect without a note",
    "robot": "automatic e-mail|automatic e-mails",
    "section of a vault that the coach writes itself": "section of a vault that the coach writes itself"
    "|sections of a vault that the coach writes itself",
    "several_recipients": "e-mail to several people|e-mails to several people",
    "spam": "spam e-mail|spam e-mails",
    "spam_folder": "conversation in the spam folder|conversations in the spam folder",
    "sponsored": "sponsored conversation|sponsored conversations",
    "to_self": "e-mail to yourself|e-mails to yourself",
    "too_many_repeats": "meeting that repeats too often|meetings that repeat too often",
    "unanswered_invitation": "invitation that nobody answered|invitations that nobody answered",
    "under_a_minute": "under a minute",
    "web": "visit to a web page|visits to web pages",
    "welcome_message": "automatic greeting|automatic greetings",
}
"""Reason → what was left out, as "one|several", or as one text for both."""


def describe_left_out(reason: str, count: int) -> str:
    """Return "2 drafts" for a reason and how many were left out for it."""
    words = LEFT_OUT.get(reason, reason.replace("_", " ")).split("|")
    return f"{count:,} {words[0] if count == 1 else words[-1]}"
