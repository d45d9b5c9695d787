/* text_in.h -- the bytes of a file, unpacked and turned into UTF-8 as they are read.
 *
 * Unpacks gzip (seen by its first two bytes, several members too) and reads UTF-8, with
 * or without a byte order mark, or GB18030 (and so GBK and GB2312). Which of the two is
 * found out from the first MiB, unless the caller knows: valid UTF-8 is UTF-8, else
 * valid GB18030 is GB18030, else the file is refused. Needs about a MiB, however long
 * the file. Line ends and NUL bytes pass as they are.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_FORMAT_TEXT_IN_H
#define GUIJU_FORMAT_TEXT_IN_H
#include "base/base.h"

struct arena;
struct err;
struct text_in;

enum text_in_encoding { TEXT_IN_DETECT, TEXT_IN_UTF8, TEXT_IN_GB18030 };

#define TEXT_IN_ROOM_MIN 64 /* the least that text_in_read may be given */

/* Opens `path` ("-" is the standard input); closed when the arena ends.
 * NULL: ERR_UNKNOWN "file.missing"; ERR_INVALID "text.encoding" (neither of the two),
 * "text.kind" (UTF-16, or a workbook, not a text), "text.gzip"; ERR_STORE "file.read". */
struct text_in *text_in_open(struct arena *arena, const char *path,
                             enum text_in_encoding encoding, struct err *err);
/* Puts up to `room` bytes of whole UTF-8 characters into `out`; *got = 0 at the end.
 * False: ERR_INVALID "text.encoding" at a wrong sequence (all that stands before it was
 * given first) with its offset in the unpacked file, "text.gzip", ERR_STORE "file.read".
 * `in` is a struct text_in (fits struct csv_source). */
must_use bool text_in_read(void *in, char *out, size_t room, size_t *got, struct err *err);
/* What the file is read as: never TEXT_IN_DETECT. */
enum text_in_encoding text_in_encoding(const struct text_in *in);
/* How many bytes of the file (packed, if it is) have been used up, and how many there
 * are; the size is 0 where it cannot be known (a pipe). For showing progress. */
int64_t text_in_position(const struct text_in *in);
int64_t text_in_size(const struct text_in *in);

#endif
