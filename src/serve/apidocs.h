/* apidocs.h -- the contract as a page to read and try: Swagger UI, from the own origin.
 *
 * Its files are no part of this program: tools/swagger fetches them into build/swagger. Where
 * they are absent, the page says so.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_APIDOCS_H
#define GUIJU_SERVE_APIDOCS_H
#include "serve/api.h"

extern const struct api_op apidocs_page_op; /* GET /api/docs */
extern const struct api_op apidocs_file_op; /* GET /api/docs/{file} */

#endif
