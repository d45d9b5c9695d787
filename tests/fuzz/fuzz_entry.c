/* fuzz_entry.c -- any bytes may stand in the log: an entry that is read is written back the
 * same.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/str.h"
#include "proof/leaf.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	str entry = { (const char *)bytes, size };
	unsigned char again[LEAF_BYTES_MAX];
	struct leaf leaf;

	if (!leaf_read(entry, &leaf))
		return 0;
	size_t n = leaf_write(&leaf, again);

	if (!str_eq((str){ (const char *)again, n }, entry))
		abort();
	return 0;
}
