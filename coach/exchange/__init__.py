"""What comes in and goes out: readers and writers of other programs' files. Plain data in and out."""
