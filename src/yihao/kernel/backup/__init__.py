"""Backups: the database in one snapshot, the files that its rows name, and a manifest by which all of it is checked.

    FOLDER/objects/ab/abcd…           a file by its SHA-256, shared by all backups: only what is new is copied
    FOLDER/20261125T183000Z/manifest.json, files.jsonl, database/   one backup; written as `….new`, renamed when whole

The keys are never in it: a backup and its keys in one place would be the citizens' data in clear. The manifest holds
fingerprints of them, so that a restore with wrong keys is refused before anything is touched.
"""
