"""The notices and errors of the store that people read.

Each says what happened, whether what was typed is saved, and what to do now.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from coach.atomic_file import is_temp_name
from coach.domain.wording import format_date
from coach.errors import CoachError, TemporaryError

_DISK_FULL_ERRNOS = {errno.ENOSPC, errno.EDQUOT}
_NOT_PERMITTED_ERRNOS = {errno.EACCES, errno.EPERM}
_FILE_TOO_BIG_ERRNOS = {errno.EFBIG, errno.EOVERFLOW}
_NO_SUCH_NAME_ERRNOS = {errno.ELOOP, errno.ENAMETOOLONG}
_NOT_A_REGULAR_FILE_ERRNOS = {errno.EINVAL, errno.EISDIR, errno.ENOTDIR, errno.EEXIST, errno.ENXIO}
"""What the system says of a folder, a pipe or a socket that has the name of a file."""
_NOT_THERE_ERRNOS = {errno.ENOENT, errno.ENOTDIR, errno.ESTALE, errno.ENXIO, errno.ENODEV}

NEWER_SCHEMA_MESSAGE = (
    "This data was written by a newer version of the coach. "
    "You can see it here, but not change it. Update the coach to go on."
)
MADE_PRIVATE_MESSAGE = "Other people on this computer were able to read your data. Now only you can."
NO_PERMISSIONS_MESSAGE = (
    "This disk does not support permissions, so others on this computer may be able to read your data."
)
FILE_MISSING_MESSAGE = (
    "The data file is no longer where it was. You still see everything here, and the next thing you save writes the "
    "file again."
)
SYNC_DOUBT_MESSAGE = "Saved, but the disk has not confirmed it yet. The next save asks the disk again."


@contextmanager
def os_errors_as(make_error: Callable[[OSError, Path], CoachError], path: Path) -> Iterator[None]:
    """Raise `make_error(error, path)` where the block raises OSError."""
    try:
        yield
    except OSError as error:
        raise make_error(error, path) from error


def not_saved_error(error: OSError, folder: Path) -> TemporaryError:
    """Return the error when the disk refused something that a save needs."""
    if _tells_missing_folder(error, folder):
        return folder_missing_error(folder)
    trouble, remedy = _describe_trouble(error, folder)
    return TemporaryError(f"Not saved yet: {trouble}.", do=remedy)


def _describe_trouble(error: OSError, folder: Path) -> tuple[str, str]:
    """Return why something in `folder` could not be read or written, and what could be done about it, "" if nothing."""
    troubled_path = _find_place(error, folder)
    if error.errno in _DISK_FULL_ERRNOS:
        return "the disk is full", "Make some room"
    if error.errno == errno.EROFS:
        return f"{folder} cannot be written to: its disk is read-only", "Make it writable"
    if error.errno in _NOT_PERMITTED_ERRNOS and os.path.lexists(troubled_path) and not _is_folder(troubled_path):
        return f"{troubled_path} cannot be read or written", "Check its permissions"
    if error.errno in _NOT_PERMITTED_ERRNOS:
        return f"{troubled_path} cannot be written to", "Give yourself permission to write there"
    if error.errno in _FILE_TOO_BIG_ERRNOS:
        return f"files in {folder} may not grow this large", "Use coach move-data"
    if error.errno in _NO_SUCH_NAME_ERRNOS or (troubled_path.is_symlink() and error.errno == errno.ENOENT):
        return f"{troubled_path} is a link to nothing, or its name is too long", "Check both"
    if error.errno in _NOT_A_REGULAR_FILE_ERRNOS and troubled_path != folder:
        return f"{troubled_path} is in the way of a file of the coach", "Move it away"
    return f"the disk could not write it ({troubled_path})", ""


def _find_place(error: OSError, folder: Path) -> Path:
    """Return what `error` is about: a file that is there, or else the folder that it is not in; by default `folder`."""
    if not isinstance(error.filename, str | os.PathLike):
        return folder
    existing_path = _find_existing(Path(error.filename))
    if is_temp_name(existing_path.name):
        existing_path = existing_path.parent
    return folder if existing_path in folder.parents else existing_path


def _find_existing(wanted_path: Path) -> Path:
    """Return `wanted_path`, or the nearest folder above it that is there."""
    return next((path for path in (wanted_path, *wanted_path.parents) if os.path.lexists(path)), wanted_path)


def not_reloaded_error(error: OSError, path: Path) -> CoachError:
    """Return the error when the file that a save has to read first cannot be read."""
    if _tells_missing_folder(error, path.parent):
        return folder_missing_error(path.parent)
    return TemporaryError(f"Not saved yet: {path} cannot be read.", do="Check its permissions and the disk")


def _tells_missing_folder(error: OSError, folder: Path) -> bool:
    """Return whether `error` means that the folder is gone, and not that a file in it was taken away or is no file."""
    if error.errno not in _NOT_THERE_ERRNOS:
        return False
    is_about_file = error.errno in (errno.ENOENT, errno.ENOTDIR) or _find_place(error, folder) != folder
    return not (is_about_file and _is_folder(folder))


def _is_folder(path: Path) -> bool:
    return os.path.isdir(path)  # noqa: PTH112 - unlike Path.is_dir, it never raises OSError


def folder_missing_error(folder: Path, *, is_moved: bool = False) -> TemporaryError:
    """Return the error when the folder that the data came from has been taken away, or never was one.

    `is_moved` tells that `coach move-data` took the data there, so that no other folder is tried.
    """
    existing_path = _find_existing(folder)
    if not _is_folder(existing_path) and not existing_path.is_symlink():
        title = f"Not saved yet: {existing_path} is a file, not a folder."
        return TemporaryError(title, do="Name another with --data or COACH_DATA_DIR")
    start_again = "If it is gone for good, start the coach again."
    return TemporaryError(
        f"Not saved yet: {'the data in ' if _is_folder(folder) else ''}{folder} is not there.",
        do="Connect or restore it",
        more="To start empty, in another folder, use --data." if is_moved else start_again,
    )


def not_storable_error() -> CoachError:
    """Return the error for a value that JSON has no form for."""
    return CoachError(
        "Not saved: the entry has a character or a number that cannot be stored.", hint="Leave it out, or type another."
    )


def other_data_error(folder: Path, *, is_kept: bool) -> CoachError:
    """Return the error for a change of other data than the folder has now, as when another disk is in its place."""
    if is_kept:
        return CoachError(
            f"Kept on this computer, because {folder} has different data now.",
            "Your change is saved when the disk with your data is back.",
        )
    return TemporaryError(f"Not saved yet: {folder} has different data now.", do="Connect the disk with your data")


def forgotten_person_error() -> CoachError:
    """Return the error for an entry about somebody who was forgotten in another window meanwhile."""
    return CoachError(
        "Not saved: this person was removed with coach forget in the meantime.", hint="Type the name to add them again."
    )


def lock_timeout_error(seconds: float) -> TemporaryError:
    """Return the error when another coach kept the file for the whole time that we may wait."""
    return TemporaryError(
        "Not saved yet: another window of the coach is saving.",
        f"It has been using the file for {seconds:g} seconds.",
        "Close it or wait a moment",
    )


def no_lock_error(folder: Path) -> CoachError:
    """Return the error for a disk where no file can be locked, so that two programs would overwrite each other."""
    return CoachError(
        f"Not saved: on the disk of {folder}, two windows of the coach could overwrite each other's entries.",
        hint="coach move-data takes your data to another disk.",
    )


def newer_schema_error() -> CoachError:
    """Return the error when something is to be changed in a file of a newer schema."""
    return CoachError(
        "This data was written by a newer version of the coach, so it can be read but not changed here.",
        hint="Update the coach to go on.",
    )


def unreadable_error(path: Path) -> CoachError:
    """Return the error when something is to be saved over a file that could not be read."""
    return CoachError(
        f"Not saved yet: {path} cannot be read, so the coach doesn't overwrite it.",
        hint="`coach restore` lists the backups.",
    )


def damaged_source_error(path: Path) -> CoachError:
    """Return the error when the file to copy is damaged."""
    return CoachError(f"No backup made: {path} is damaged.", hint="`coach restore` lists the backups.")


def no_data_file_error(path: Path) -> CoachError:
    """Return the error when there is no file to copy yet."""
    return CoachError(f"No backup made: there is no {path} yet.", hint="The first thing you save makes it.")


def no_such_copy_error(path: Path) -> CoachError:
    """Return the error for a copy that is not there or cannot be read."""
    title = f"{path} cannot be read as coach data." if path.exists() else f"There is no backup {path}."
    return CoachError(title, hint="`coach restore` lists the backups.")


def no_such_file_error(path: Path) -> CoachError:
    """Return the error for a file to merge that is not there or cannot be read."""
    if path.exists():
        return CoachError(f"{path} cannot be read as coach data.", "Nothing was changed.", _MERGE_HINT)
    return CoachError(f"There is no file {path}.", hint="Check the path.")


_MERGE_HINT = "A coach.json of another computer can be merged."


def side_file_error(path: Path, *, to_merge: bool = False) -> CoachError:
    """Return the error for a file to restore, or `to_merge`, that holds something else than a copy of the data."""
    return CoachError(
        f"{path} has contacts, sources or undo steps in it, and no entries.",
        "Nothing was changed.",
        _MERGE_HINT if to_merge else "`coach restore` lists the backups.",
    )


def not_copied_error(error: OSError, folder: Path) -> CoachError:
    """Return the error when there was no way to make a backup, and so nothing was done."""
    return _describe_refusal("No backup made", "Nothing was changed.", error, folder)


def move_refused_error(error: OSError, folder: Path) -> CoachError:
    """Return the error when a file could not be copied to the new `folder`, and so nothing was removed."""
    return _describe_refusal("Not moved", "All of your data is where it was.", error, folder)


def _describe_refusal(what: str, message: str, error: OSError, folder: Path) -> CoachError:
    trouble, remedy = _describe_trouble(error, folder)
    return CoachError(f"{what}: {trouble}.", message, f"{remedy or 'Check the disk'}, then try again.")


def not_moved_error(error: CoachError | OSError, old_folder: Path, new_folder: Path) -> CoachError:
    """Return the error when the data was copied to another folder and is still in the old one too."""
    trouble = error.title if isinstance(error, CoachError) else not_erased_error(error, old_folder).title
    return CoachError(f"The data is in {new_folder}. {trouble}", hint=f"coach move-data {new_folder} tries that again.")


def not_erased_error(error: OSError, folder: Path) -> CoachError:
    """Return the error when a file could not be removed."""
    troubled_path = _find_place(error, folder)
    reason = f", because of {troubled_path}" if troubled_path != folder else ""
    return CoachError(f"Not all of {folder} could be removed{reason}.", hint="Check its permissions, then try again.")


def moved_folder_message(folder: Path) -> str:
    """Return the notice for a folder that the data was moved to and that is not there."""
    return (
        f"Your data is in {folder}, which is not there now. Connect its disk. "
        "To start empty, in another folder, use --data."
    )


def odd_entries_message(count: int, path: Path) -> str:
    """Return the notice for entries with values that make no sense."""
    if count == 1:
        return f"One entry has a value that cannot be understood; it stays in {path} and is not shown."
    return f"{count} entries have values that cannot be understood; they stay in {path} and are not shown."


def no_folder_message(folder: Path, file: Path) -> str:
    """Return the notice for a file that lies where the data folder is looked for, or a folder above it."""
    that_or_path = "that" if file == folder else str(file)
    return f"There is no folder {folder}: {that_or_path} is a file. Name another with --data or COACH_DATA_DIR."


def dangling_link_message(link: Path) -> str:
    """Return the notice for a link to a folder that is not there, as on a disk that is not connected."""
    return f"{link} is a link to {os.path.realpath(link)}, which is not there now. Connect its disk, or create it."


def no_data_message(folder: Path) -> str:
    """Return the notice for a folder that this computer saved data in and that has none now."""
    return (
        f"Your data was in {folder} and is not there now. Connect its disk. If it is gone for good, save any entry: "
        "that brings back the copy on this computer. coach erase removes the copy, too."
    )


def only_backups_message(path: Path) -> str:
    """Return the notice for a folder that has backups and no data file."""
    return f"There is no {path}, but there are backups of it: `coach restore` lists them."


def other_data_message(folder: Path, aside: Path) -> str:
    """Return the notice for data that is not what this computer saved in the same place before."""
    return f"{folder} has different data from last time. Your earlier data is safe: coach merge {aside} merges both."


def returned_message(name: str) -> str:
    """Return the question about somebody who was forgotten, and whose name was typed on another computer."""
    return (
        f"You removed {name} with coach forget, and the name was added again on another computer. They are not shown "
        f'here. To bring them back: coach forget "{name}" --keep. To remove them there too: coach forget "{name}".'
    )


def unmerged_message(names: Sequence[str], *, is_newer: bool) -> str:
    """Return the notice for conflict copies that cannot be merged, by the names of their files."""
    more_copies = len(names) - 1
    copies, them = (f"{names[0]} and {more_copies} more", "them") if more_copies else (names[0], "it")
    if is_newer:
        return f"A newer version of the coach wrote {copies}. Update the coach here, too, and it merges {them}."
    return (
        f"{copies} in the data folder cannot be read, so nothing was merged from {them}. "
        f"If you don't need {them}, delete {them}."
    )


def recovered_message(count: int) -> str:
    """Return the notice for records that were saved here and that the file lacks."""
    were, them = ("was", "it") if count == 1 else ("were", "them")
    return (
        f"{_count_entries(count).capitalize()} saved on this computer {were} not in the data file. "
        f"You see {them} here, and the next save writes {them} to the file again."
    )


def not_readable_message(path: Path) -> str:
    """Return the notice for a file that the system does not let us read."""
    return f"{path} cannot be read just now. Nothing in it is changed. Check its permissions and the disk."


def damaged_message(
    aside: Path,
    backup: tuple[Path, date] | None,
    records_read: int,
    records_shown: int,
    *,
    in_memory: bool,
    in_local_copy: bool = False,
) -> str:
    """Return the notice for an unreadable file: where it is kept, and what is shown instead and where that is from.

    `records_read` is how many records were read out of the file itself, `records_shown` how many there are altogether,
    with those that only the local copy has.
    """
    origin_parts = [f"{_count_entries(records_read)} read from it"] if records_read else []
    copy = f"the backup of {format_date(backup[1], year=True)} ({backup[0]})" if backup else ""
    if in_memory:
        origin_parts.append("what this window still had")
    elif copy:
        origin_parts.append(copy)
    if in_local_copy:
        origin_parts.append("what was saved on this computer")
    also = f" There is also {copy}." if in_memory and copy else ""
    origin = " and ".join(filter(None, (", ".join(origin_parts[:-1]), origin_parts[-1])))
    return (
        f"The data file was damaged and is kept as {aside}. What you see now comes from {origin} "
        f"({_count_entries(records_shown)} in all).{also} `coach restore` lists the backups."
    )


def merged_message(count: int) -> str:
    """Return the line for what another computer wrote and is now here too."""
    return f"Merged {_count_entries(count)} from the other computer."


def _count_entries(count: int) -> str:
    return "one entry" if count == 1 else f"{count} entries"


def nothing_readable_message(path: Path, aside: Path | None) -> str:
    """Return the notice for an unreadable file out of which nothing could be read, with no copy to fall back on."""
    kept = f" It is kept as {aside}." if aside else ""
    return f"{path} cannot be read, and there is no backup of it.{kept} The coach doesn't overwrite it."


def not_quarantined_message(path: Path) -> str:
    """Return the notice for an unreadable file that could not be copied aside."""
    return (
        f"{path} is damaged, and there was no way to keep a copy of it. "
        "You can see what could be read, but not change it. Make some room on the disk, or check who may write to its "
        "folder; then start the coach again."
    )


def side_file_damaged_message(path: Path) -> str:
    """Return the notice for an unreadable file beside the data, such as the address book."""
    return (
        f"{path.name} was damaged. The coach uses what it can read, and keeps a copy of the damaged file before it "
        "writes a new one."
    )


def year_damaged_message(path: Path) -> str:
    """Return the notice for an unreadable file of a finished year."""
    return f"{path.name} was damaged. What could be read from it and from its copy is shown."


def linked_files_message(count: int) -> str:
    """Return the message for files whose content is elsewhere, too, where a removal here does not reach it."""
    files, were = ("1 file", "was") if count == 1 else (f"{count} files", "were")
    return (
        f"{files} of the data {were} linked to another place, for example by a backup program. "
        "What was removed here may still be there."
    )
