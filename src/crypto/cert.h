/* cert.h -- until when a TLS certificate holds.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_CRYPTO_CERT_H
#define GUIJU_CRYPTO_CERT_H
#include "base/base.h"

struct err;

/* The end of the first certificate of a PEM text. ERR_INVALID "cert.pem" when there is none. */
must_use bool cert_ends(str pem, instant *ends, struct err *err);

#endif
