/* exported_proof.h -- a proof file of one record out of an invented ledger.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_TEST_EXPORTED_PROOF_H
#define GUIJU_TEST_EXPORTED_PROOF_H
#include "exported.h"
#include "proof/bundle.h"

/* The proof of record `record`, with its private field laid open in the first event. */
static inline str exported_proof(struct exported *out, uint64_t record)
{
	struct err err = { .kind = ERR_NONE };
	struct arena *arena = out->arena;
	struct bundle bundle = { .origin = out->keys[0].name,
		                 .key = note_write_key(arena, &out->keys[0]),
		                 .procedure = STR("reconsideration"),
		                 .record = (int64_t)record, .number = STR("嘉政复〔2024〕1号"),
		                 .events = arena_make(arena, struct bundle_event, 2), .count = 2,
		                 .checkpoint = exported_checkpoint(out, 0) };
	struct bundle_private private = { STR("applicant"),
		                          leaf_field_salt(&out->field_key, STR("applicant")),
		                          STR(EXPORTED_FIELD) };
	str file = STR("");

	if (out->log_count == 2) {
		bundle.key_sm3 = note_write_key(arena, &out->keys[1]);
		bundle.checkpoint_sm3 = exported_checkpoint(out, 1);
	}
	for (size_t i = 0; i < 2; i++) {
		struct bundle_event *event = &bundle.events[i];
		struct merkle_source plain = { DIGEST_SHA256, grow_get, out->log[0] };
		struct merkle_source twin = { DIGEST_SM3, grow_get, out->log[1] };
		event->index = 2 * (record - 1) + i;
		event->salt = out->salts[event->index];
		event->body = out->bodies[event->index];
		CHECK(merkle_prove_inclusion(arena, &plain, event->index, out->count, &event->path,
		                             &err));
		if (out->log_count == 2)
			CHECK(merkle_prove_inclusion(arena, &twin, event->index, out->count,
			                             &event->path_sm3, &err));
	}
	bundle.events[0].privates = &private;
	bundle.events[0].private_count = 1;
	CHECK_OK(bundle_write(arena, &bundle, &file, &err), &err);
	return file;
}

#endif
