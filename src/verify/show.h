/* show.h -- what a proof or an export proves, told to people and to programs.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_VERIFY_SHOW_H
#define GUIJU_VERIFY_SHOW_H
#include "proof/bundle.h"
#include "verify/dir.h"

struct arena;
struct findings;

struct show {
	struct arena *arena;
	const char *path;         /* as the reader named it */
	const struct findings *findings;
	bool key_demanded;        /* else the reader is told to compare the key */
};

/* Chinese lines on standard output. `bundle` and `facts` are read only when there
 * are no findings. */
void show_bundle(const struct show *show, const struct bundle *bundle,
                 const struct bundle_facts *facts);
void show_dir(const struct show *show, const struct dir_facts *facts);
/* One line of JSON on standard output. */
void show_bundle_json(const struct show *show, const struct bundle *bundle,
                      const struct bundle_facts *facts);
void show_dir_json(const struct show *show, const struct dir_facts *facts);

#endif
