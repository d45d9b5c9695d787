/* library.c -- all rules known, by version: which one governs what, on which day.
 *
 * A city has some dozens of rules with a few versions each: a list is searched
 * from end to end, nothing is indexed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/library.h"

#include "base/arena.h"
#include "base/str.h"

struct library {
	struct arena *arena;
	const struct rule **rules;
	size_t count;
	size_t room;
};

struct library *library_new(struct arena *arena)
{
	struct library *library = arena_make(arena, struct library, 1);

	library->arena = arena;
	return library;
}

const struct rule *library_by_digest(const struct library *library, digest identity)
{
	for (size_t i = 0; i < library->count; i++)
		if (digest_eq(library->rules[i]->digest, identity))
			return library->rules[i];
	return NULL;
}

void library_add(struct library *library, const struct rule *rule)
{
	const size_t size = sizeof(library->rules[0]);

	if (library_by_digest(library, rule->digest) != NULL)
		return;
	if (library->count == library->room) {
		size_t room = library->room > 0 ? 2 * library->room : 16;
		library->rules = arena_grow(library->arena, library->rules, library->room * size,
		                            room * size);
		library->room = room;
	}
	library->rules[library->count++] = rule;
}

static bool is_named(const struct rule *rule, str name)
{
	return str_eq(rule->name.text, name) || str_eq(rule->name.id, name);
}

/* Of versions of one day the one that was added last. */
static const struct rule *latest(const struct library *library, str name, day until)
{
	const struct rule *best = NULL;

	for (size_t i = 0; i < library->count; i++) {
		const struct rule *rule = library->rules[i];
		if (is_named(rule, name) && rule->effective <= until &&
		    (best == NULL || rule->effective >= best->effective))
			best = rule;
	}
	return best;
}

const struct rule *library_in_force(const struct library *library, str name, day on)
{
	return latest(library, name, on);
}

const struct rule *library_newest(const struct library *library, str name)
{
	return latest(library, name, INT32_MAX);
}

size_t library_rules(const struct library *library, const struct rule *const **rules)
{
	*rules = library->rules;
	return library->count;
}
