/* note.h -- signed notes and checkpoints (C2SP signed-note, tlog-checkpoint).
 *
 * A checkpoint is the text "origin\nsize\nbase64(root)\n", a blank line, and signature
 * lines "— name base64(key id(4) ‖ signature)\n". Ed25519 has type 0x01; SM2 has type
 * 0xff with the long identifier "guiju/sm2" (see docs/formats/checkpoint.md).
 * A verifier key is written "name+hex(key id)+base64(type ‖ key)".
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_PROOF_NOTE_H
#define GUIJU_PROOF_NOTE_H
#include "base/base.h"
#include "crypto/digest.h"
#include "crypto/sign.h"

struct arena;
struct err;

struct note_key {
	str name;             /* the log's origin, e.g. "guiju/620200" */
	unsigned char id[4];
	struct sign_key key;
};

struct checkpoint {
	str origin;
	uint64_t size;
	digest root;
};

/* A named key; computes its id. Keeps copies in the arena. */
struct note_key note_key_of(struct arena *arena, str name, struct sign_key key);
/* The verifier key line of `key` (public half only), and back. */
str note_write_key(struct arena *arena, const struct note_key *key);
must_use bool note_read_key(struct arena *arena, str line, struct note_key *key, struct err *err);
/* A note: `text` (ends with \n) signed by `keys`. */
must_use bool note_sign(struct arena *arena, str text, const struct note_key *keys, size_t count,
                        str *note, struct err *err);
/* The text of a note that carries a good signature of `key`. Unknown signatures are
 * allowed; a bad signature by `key`, or none, is ERR_TAMPERED; malformed is ERR_INVALID. */
must_use bool note_open(struct arena *arena, str note, const struct note_key *key, str *text,
                        struct err *err);
str checkpoint_write(struct arena *arena, const struct checkpoint *checkpoint);
/* Extension lines behind the root are allowed and ignored. */
must_use bool checkpoint_read(struct arena *arena, str text, struct checkpoint *checkpoint,
                              struct err *err);
/* Both in one: the checkpoint in a note of `key`, whose origin is the key's name. */
must_use bool checkpoint_open(struct arena *arena, str note, const struct note_key *key,
                              struct checkpoint *checkpoint, struct err *err);

#endif
