/* proofs.h -- the log for those who doubt: signed head, tiles, the proof of a record.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_PROOFS_H
#define GUIJU_SERVE_PROOFS_H
#include "serve/api.h"

extern const struct api_op proofs_checkpoint_op; /* GET /public/v1/ledger/checkpoint[.sm3] */
extern const struct api_op proofs_checkpoint_sm3_op;
extern const struct api_op proofs_key_op;        /* GET /public/v1/ledger/verifier.key */
extern const struct api_op proofs_tile_op;       /* GET /public/v1/ledger/tile[.sm3]/{tile...} */
extern const struct api_op proofs_tile_sm3_op;
extern const struct api_op proofs_show_op;       /* GET /ledger/proof/{procedure}/{serial} */

#endif
