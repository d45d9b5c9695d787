/* address.h -- where a store's tables lie, if not in its folder.
 *
 * A store is a folder in any case: keys, papers and the signed head lie there. The file
 * `database` in it names a PostgreSQL database and the jurisdiction whose rows are meant:
 *     url postgresql:///guiju?host=/run/postgresql
 *     place 620200
 * It may hold a password; so it is the owner's alone (0600), as the folder is.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_STORE_ADDRESS_H
#define GUIJU_STORE_ADDRESS_H
#include "base/base.h"

struct arena;
struct err;

struct address {
	const char *url;   /* NULL: the tables lie in the folder */
	const char *place; /* 2 to 12 digits */
};

/* Reads the folder's address. ERR_STORE "store.address" for a file that is none. */
must_use bool address_read(struct arena *arena, const char *folder, struct address *address,
                           struct err *err);
/* Makes the folder (0700) if it is not there, and writes the file. ERR_INVALID
 * "store.address" for a url that is none. */
must_use bool address_write(struct arena *arena, const char *folder,
                            const struct address *address, struct err *err);

#endif
