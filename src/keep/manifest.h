/* manifest.h -- what a backup says of itself, and the digest of each of its files.
 *
 * A backup is a folder: guiju.db, checkpoint[.sm3], verifier.key, files/, perhaps keys/;
 * SHA256SUMS (for `sha256sum -c` too), and manifest.json, which is written last.
 * docs/formats/backup.md is the contract.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_KEEP_MANIFEST_H
#define GUIJU_KEEP_MANIFEST_H
#include "crypto/digest.h"

struct arena;
struct err;

struct manifest_file {
	str path;      /* below the folder: "files/3f..." */
	char hex[65];  /* of its SHA-256 */
	int64_t bytes; /* filled by manifest_sum */
};

struct manifest {
	str made;                  /* when, as the ledger writes instants */
	str origin, place, name;   /* of the log and the store */
	int64_t events;            /* in the log */
	str root;                  /* SHA-256 root over them, base64url */
	int64_t signed_events;     /* that the last head covers; 0: none */
	bool keys, papers;         /* are they in it? */
	struct manifest_file *files;
	size_t file_count;
	digest digest;             /* of manifest.json; filled by both */
};

/* Digests all files of the folder (keys/ and files/ too) into manifest->files, sorted;
 * `*bytes` is their length together. Files of the manifest itself and the lock are not. */
must_use bool manifest_sum(struct arena *arena, const char *folder, struct manifest *manifest,
                           int64_t *bytes, struct err *err);
/* Writes SHA256SUMS, then manifest.json, durably. */
must_use bool manifest_write(struct arena *arena, const char *folder, struct manifest *manifest,
                             struct err *err);
/* Reads both back. ERR_UNKNOWN "backup.missing" when the folder is no backup (or one that
 * was broken off), ERR_TAMPERED "backup.manifest" when it says no sense. */
must_use bool manifest_read(struct arena *arena, const char *folder, struct manifest *manifest,
                            struct err *err);
/* The file's bytes against its digest: ERR_TAMPERED "backup.digest", or ERR_UNKNOWN. */
must_use bool manifest_check(struct arena *arena, const char *folder,
                             const struct manifest_file *file, struct err *err);

#endif
