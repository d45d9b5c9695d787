/* demo_follow.h -- records that the steps of a course opened: 协办单, 督办件.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_APP_DEMO_FOLLOW_H
#define GUIJU_APP_DEMO_FOLLOW_H
#include "app/demo.h"
#include "define/model.h"

/* The last record of `other` with a 关联 to record `serial` of `rule`, whoever opened it
 * (ERR_UNKNOWN "demo.opened" when there is none). Each record is looked at once. */
must_use bool demo_follow(struct demo *demo, const struct rule *rule, int64_t serial,
                          const struct rule *other, int64_t *found, struct err *err);

#endif
