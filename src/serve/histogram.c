/* histogram.c -- how long things took, counted into fixed steps; from any thread.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "serve/histogram.h"

#include "base/str.h"

static const int64_t steps[HISTOGRAM_STEPS] = {
	500,    1000,   2500,   5000,    10000,   25000,   50000,
	100000, 250000, 500000, 1000000, 2500000, 10000000,
};

void histogram_add(struct histogram *histogram, int64_t micros)
{
	size_t i = 0;

	while (i < HISTOGRAM_STEPS && micros > steps[i])
		i++;
	atomic_fetch_add_explicit(&histogram->at_most[i], 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&histogram->micros, micros, memory_order_relaxed);
}

int64_t histogram_count(const struct histogram *histogram)
{
	int64_t count = 0;

	for (size_t i = 0; i <= HISTOGRAM_STEPS; i++)
		count += histogram->at_most[i];
	return count;
}

void histogram_seconds(struct buf *buf, int64_t micros)
{
	char fraction[8];
	size_t n = 6;

	buf_int(buf, micros / 1000000);
	snprintf(fraction, sizeof(fraction), "%06d", (int)(micros % 1000000));
	while (n > 0 && fraction[n - 1] == '0')
		n--;
	if (n > 0)
		buf_printf(buf, ".%.*s", (int)n, fraction);
}

void histogram_write(struct buf *buf, const char *name, const char *labels,
                     const struct histogram *histogram)
{
	const char *comma = labels[0] != '\0' ? "," : "";
	int64_t below = 0;

	for (size_t i = 0; i <= HISTOGRAM_STEPS; i++) {
		below += histogram->at_most[i];
		buf_printf(buf, "%s_bucket{%s%sle=\"", name, labels, comma);
		if (i < HISTOGRAM_STEPS)
			histogram_seconds(buf, steps[i]);
		else
			buf_text(buf, "+Inf");
		buf_printf(buf, "\"} %lld\n", (long long)below);
	}
	buf_printf(buf, "%s_sum%s%s%s ", name, labels[0] ? "{" : "", labels, labels[0] ? "}" : "");
	histogram_seconds(buf, histogram->micros);
	buf_printf(buf, "\n%s_count%s%s%s %lld\n", name, labels[0] ? "{" : "", labels,
	           labels[0] ? "}" : "", (long long)below);
}
