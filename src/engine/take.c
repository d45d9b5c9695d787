/* take.c -- one step: may it, what does it do, what does it order others to do.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "engine/take.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/str.h"
#include "engine/deadline.h"
#include "engine/decide.h"
#include "engine/fold.h"
#include "engine/judge.h"

/* The steps in hand, the innermost first: each was ordered by the one above it, or is due
 * before that one can be taken. */
struct hand {
	const struct hand *up; /* NULL: the first */
	str procedure;
	int64_t serial;
	int depth;
};

static bool run_command(struct world *world, struct outcome *outcome, const struct command *command,
                        const struct hand *up, struct err *err);
static bool run_overdue(struct world *world, struct outcome *outcome, const struct hand *of,
                        instant until, struct err *err);

static bool overdue_alone(struct world *world, const struct hand *of, instant until, int *taken,
                          struct err *err);

static struct hand hand_of(const struct hand *up, const struct rule *rule, int64_t serial)
{
	return (struct hand){ up, rule->name.id, serial, up ? up->depth + 1 : 0 };
}

/* A record whose step is in hand is as far as it can be. */
static bool in_hand(const struct hand *of)
{
	for (const struct hand *hand = of->up; hand != NULL; hand = hand->up)
		if (hand->serial == of->serial && str_eq(hand->procedure, of->procedure))
			return true;
	return false;
}

/* Was the step not taken on account of what it says? Then its limit has run out all the
 * same; one faulty case must not stop the clock for all. */
static bool is_refusal(const struct err *err)
{
	return err->kind != ERR_STORE && err->kind != ERR_TAMPERED &&
	       !str_starts(str_of(err->code), STR("store."));
}

/* ---- one step ---- */

static bool next_serial(struct world *world, const struct outcome *outcome, str procedure,
                        int64_t *serial, struct err *err)
{
	if (!world->last_serial(world, procedure, serial, err))
		return false;
	for (size_t i = 0; i < outcome->count; i++)
		if (outcome->changes[i].before == NULL &&
		    str_eq(outcome->changes[i].event.procedure, procedure))
			(*serial)++;
	(*serial)++;
	return true;
}

static bool find_rule(struct decide *d, struct err *err)
{
	const struct command *command = d->command;
	struct world *world = d->world;

	if (command->serial > 0) {
		const struct rule *newest = library_newest(world->library, command->procedure);

		if (newest == NULL)
			return take_unknown_rule(command->procedure, err);
		if (!take_load(world, d->outcome, newest->name.id, command->serial, &d->before,
		               err))
			return false;
		if (d->before == NULL)
			return err_set(err, ERR_UNKNOWN, "record.unknown",
			               "没有 %.*s/%lld 这条记录", PSTR(newest->name.id),
			               (long long)command->serial);
		d->rule = d->before->rule;
		return true;
	}
	d->rule = library_in_force(world->library, command->procedure, day_at(command->happened));
	if (d->rule != NULL)
		return true;
	if (library_newest(world->library, command->procedure) == NULL)
		return take_unknown_rule(command->procedure, err);
	if (command->as_happened) {
		d->rule = library_newest(world->library, command->procedure);
		return decide_breach(d, err, "step.not_in_force", (str){ 0 }, "尚未施行");
	}
	err_set(err, ERR_REFUSED, "step.not_in_force", "办理时“%.*s”的各版规程都还没有施行",
	        PSTR(command->procedure));
	return err_rule(err, STR("规程的“施行”一行"));
}

static bool find_step(struct decide *d, struct err *err)
{
	const struct command *command = d->command;

	d->step = command->step.n > 0 ? model_step(d->rule, command->step) : model_opening(d->rule);
	if (d->step != NULL)
		return true;
	err_set(err, ERR_UNKNOWN, "step.unknown", "“%.*s”没有“%.*s”这个步骤",
	        PSTR(d->rule->name.text), PSTR(command->step));
	return err_fix(err, "用 guiju explain %.*s 查看有哪些步骤", PSTR(d->rule->name.id));
}

static struct change *push(struct world *world, struct outcome *outcome)
{
	if (outcome->count == outcome->room) {
		size_t room = outcome->room * 2 + 4;

		outcome->changes = arena_grow(world->arena, outcome->changes,
		                              outcome->room * sizeof(*outcome->changes),
		                              room * sizeof(*outcome->changes));
		outcome->room = room;
	}
	return &outcome->changes[outcome->count++];
}

static str digest_text(struct world *world, digest d)
{
	char text[44];

	digest_base64url(d, text);
	return arena_copy(world->arena, str_of(text));
}

/* The event of `d` becomes a change: the record folded, the marks left. */
static const struct change *add_change(struct decide *d)
{
	struct world *world = d->world;
	int64_t seq = world->next_seq(world) + (int64_t)d->outcome->count;
	struct change *change = push(world, d->outcome);

	d->event.rule = digest_text(world, d->rule->digest);
	*change = (struct change){ .event = d->event, .before = d->before, .seq = seq };
	change->after = d->before ? record_copy(world->arena, d->before)
	                          : record_new(world->arena, d->rule, d->event.serial);
	fold_event(world->arena, change->after, &change->event, world->workdays);
	tally_event(world->arena, d->before, change->after, &change->event, world->workdays,
	            &change->marks);
	return change;
}

/* ---- orders: 开 and 令 ---- */

struct ordering {
	struct decide *d;
	const struct order *order;
	const struct record *from; /* the record after the ordering step */
	int64_t seq;
	const struct hand *hand;
};

static size_t give_fields(const struct ordering *o, const struct rule *target, str item,
                          struct pair *pairs)
{
	const struct rule *rule = o->d->rule;
	size_t n = 0;

	for (size_t i = 0; i < o->order->give_count; i++) {
		const struct assign *give = &o->order->gives[i];
		str value = give->from ? record_value(o->from, give->from) : give->value;

		if (value.n > 0)
			pairs[n++] = (struct pair){ give->target, value };
	}
	if (o->order->each != NULL)
		pairs[n++] = (struct pair){ o->order->each_target, item };
	for (size_t i = 0; i < target->field_count && o->order->verb == ORDER_OPEN; i++) {
		const struct field *field = &target->fields[i];

		if (field->type != FIELD_LINK || (!str_eq(field->target, rule->name.text) &&
		                                  !str_eq(field->target, rule->name.id)))
			continue;
		pairs[n++] = (struct pair){ field->name.id,
			                    record_name(o->d->world->arena, o->from) };
		break;
	}
	return n;
}

static bool order_one(const struct ordering *o, const struct rule *target, int64_t serial, str item,
                      struct err *err)
{
	struct world *world = o->d->world;
	const struct command *by = o->d->command;
	struct pair *pairs = arena_make(world->arena, struct pair, o->order->give_count + 2);
	struct command command = {
		.procedure = target->name.id,
		.serial = serial,
		.step = o->order->step,
		.person = o->d->event.person, /* none of a citizen: the cause knows */
		.role = o->d->event.role,
		.organ = o->d->event.organ,
		.trusted = true,
		.clock = by->clock,
		.as_happened = by->as_happened,
		.happened = by->happened,
		.cause = o->seq,
		.fields = pairs,
	};

	command.field_count = give_fields(o, target, item, pairs);
	if (!run_command(world, o->d->outcome, &command, o->hand, err))
		return err_detail(err, "ordered by %.*s", PSTR(o->d->step->name.id));
	return true;
}

static bool order_open(const struct ordering *o, struct err *err)
{
	const struct library *library = o->d->world->library;
	const struct order *order = o->order;
	const struct rule *target = library_in_force(library, order->procedure,
	                                             day_at(o->d->command->happened));
	str items, item;

	if (target == NULL) /* find_rule says that it is not in force yet */
		target = library_newest(library, order->procedure);
	if (target == NULL)
		return take_unknown_rule(order->procedure, err);
	if (order->each == NULL)
		return order_one(o, target, 0, (str){ 0 }, err);
	items = record_value(o->from, order->each);
	while (items.n > 0) {
		str_cut(&items, STR("\n"), &item);
		if (!order_one(o, target, 0, item, err))
			return false;
	}
	return true;
}

static bool order_step(const struct ordering *o, struct err *err)
{
	str links = record_value(o->from, o->order->link), link;

	while (links.n > 0) {
		const struct rule *target;
		struct hand of;

		str_cut(&links, STR("\n"), &link);
		if (!take_find(o->d->world, o->order->link->target, link, &target, &of.serial, err))
			return false;
		of = hand_of(o->hand, target, of.serial);
		if (!run_overdue(o->d->world, o->d->outcome, &of, o->d->command->happened, err) ||
		    !order_one(o, target, of.serial, (str){ 0 }, err))
			return false;
	}
	return true;
}

static bool run_orders(struct decide *d, const struct change *change, const struct hand *hand,
                       struct err *err)
{
	struct ordering o = { .d = d, .from = change->after, .seq = change->seq, .hand = hand };
	struct judge_case c = { .record = change->after,
		                .workdays = d->world->workdays,
		                .now = d->command->happened,
		                .stage = d->before ? d->before->stage : NULL };

	if (d->step->order_count > 0 && hand->depth >= LIMIT_ORDERS_DEPTH)
		return err_set(err, ERR_LIMIT, "order.depth", "带出的步骤超过 %d 层", hand->depth);
	for (size_t i = 0; i < d->step->order_count; i++) {
		o.order = &d->step->orders[i];
		if (o.order->when != NULL && !judge(o.order->when, &c))
			continue;
		if (!(o.order->verb == ORDER_OPEN ? order_open(&o, err) : order_step(&o, err)))
			return false;
	}
	return true;
}

/* ---- 取: the records that values are taken from ---- */

/* The link as this step would leave it. */
static str link_after(const struct decide *d, const struct field *link)
{
	str value = d->before ? record_value(d->before, link) : (str){ 0 };

	for (size_t i = 0; i < d->command->field_count; i++)
		if (model_field(d->rule, d->command->fields[i].id) == link)
			value = str_trim(d->command->fields[i].value);
	return value;
}

/* What ran out on the other record is recorded before its values are taken: in an outcome
 * of its own, like what ran out on the record of a command, unless the step in hand belongs
 * to a larger outcome. A link that leads nowhere is told when the step is decided. */
static bool refresh(struct decide *d, const struct field *link, const struct hand *hand,
                    struct err *err)
{
	str name = link_after(d, link);
	const struct rule *target;
	struct hand of = { 0 };
	struct err unknown = { 0 };
	int taken;

	if (name.n == 0)
		return true;
	if (!take_find(d->world, link->target, name, &target, &of.serial, &unknown)) {
		if (is_refusal(&unknown))
			return true;
		*err = unknown;
		return false;
	}
	of = hand_of(hand, target, of.serial);
	if (d->outcome->count > 0)
		return run_overdue(d->world, d->outcome, &of, d->command->happened, err);
	return overdue_alone(d->world, &of, d->command->happened, &taken, err);
}

/* Reads the record of the step again afterwards: what ran out may have changed it too. */
static bool refresh_taken(struct decide *d, const struct hand *hand, struct err *err)
{
	for (size_t i = 0; i < d->step->take_count; i++)
		if (!refresh(d, d->step->takes[i].link, hand, err))
			return false;
	return d->step->take_count == 0 || find_rule(d, err);
}

static bool run_command(struct world *world, struct outcome *outcome, const struct command *command,
                        const struct hand *up, struct err *err)
{
	struct decide d = { .world = world, .command = command, .outcome = outcome };
	struct change change;
	struct hand hand;

	if (!find_rule(&d, err) || !find_step(&d, err))
		return false;
	hand = hand_of(up, d.rule, command->serial);
	if (!refresh_taken(&d, &hand, err))
		return false;
	d.event.serial = command->serial;
	if (d.before == NULL && !next_serial(world, outcome, d.rule->name.id, &d.event.serial, err))
		return false;
	hand.serial = d.event.serial;
	if (!decide_step(&d, err))
		return false;
	change = *add_change(&d); /* a copy: orders may move the array */
	return run_orders(&d, &change, &hand, err);
}

/* ---- what ran out ---- */

static void run_out(struct world *world, struct outcome *outcome, const struct record *record,
                    const struct limit *limit, instant at)
{
	struct command command = { .clock = true, .happened = at, .cause = -1 };
	struct decide d = { .world = world,
		            .command = &command,
		            .outcome = outcome,
		            .rule = record->rule,
		            .before = record };

	d.event = (struct event){
		.kind = LEAF_CLOCK,
		.procedure = record->rule->name.id,
		.serial = record->serial,
		.limit = limit->name.id,
		.happened = at,
		.recorded = world->now,
		.role = STR("clock"),
		.calendar = world->calendar,
		.cause = -1,
	};
	add_change(&d);
}

/* Where an outcome stood, to take back what a refused step has left in it. */
static void copy_outcome(struct arena *arena, const struct outcome *from, struct outcome *to)
{
	*to = *from;
	to->series = arena_take_many(arena, from->series_count, sizeof(*from->series));
	if (from->series_count > 0)
		memcpy(to->series, from->series, from->series_count * sizeof(*from->series));
}

struct due {
	const struct record *record;
	const struct limit *limit;
	instant at;
};

/* What ran out first on a record as the outcome has it; `due->limit` NULL: nothing. */
static bool next_due(struct world *world, const struct outcome *outcome, const struct hand *of,
                     instant until, struct due *due, struct err *err)
{
	const struct record *record;

	*due = (struct due){ 0 };
	if (!take_load(world, outcome, of->procedure, of->serial, &record, err))
		return false;
	due->record = record;
	due->limit = record ? deadline_next(record, world->workdays, until, &due->at) : NULL;
	if (due->limit != NULL && due->at < record->changed)
		due->at = record->changed;
	return true;
}

static bool run_one_overdue(struct world *world, struct outcome *outcome, const struct hand *of,
                            const struct due *due, struct err *err)
{
	struct err refusal = { 0 };
	struct outcome kept;
	struct due again;
	struct command command = {
		.procedure = of->procedure,
		.serial = of->serial,
		.clock = true,
		.limit = due->limit->name.id,
		.happened = due->at,
		.cause = -1,
	};

	if (due->limit->overdue_step != NULL) {
		command.step = due->limit->overdue_step->name.id;
		copy_outcome(world->arena, outcome, &kept);
		if (run_command(world, outcome, &command, of->up, &refusal))
			return true;
		if (!is_refusal(&refusal)) {
			*err = refusal;
			return false;
		}
		*outcome = kept;
		/* what it would have taken from may have changed this record already */
		if (!next_due(world, outcome, of, due->at + 1, &again, err))
			return false;
		if (again.limit != due->limit)
			return true;
		run_out(world, outcome, again.record, again.limit, again.at);
		return true;
	}
	run_out(world, outcome, due->record, due->limit, due->at);
	return true;
}

/* What ran out on a record, as the outcome has it, before a step that belongs to the same
 * outcome: the next one of several, one that was ordered, or one that takes from it. */
static bool run_overdue(struct world *world, struct outcome *outcome, const struct hand *of,
                        instant until, struct err *err)
{
	struct due due;

	if (in_hand(of))
		return true;
	for (;;) {
		if (!next_due(world, outcome, of, until, &due, err))
			return false;
		if (due.limit == NULL)
			return true;
		if (!run_one_overdue(world, outcome, of, &due, err))
			return false;
	}
}

/* The same in outcomes of their own. */
static bool overdue_alone(struct world *world, const struct hand *of, instant until, int *taken,
                          struct err *err)
{
	struct due due;

	*taken = 0;
	if (in_hand(of))
		return true;
	for (;;) {
		struct outcome outcome = { 0 };

		if (!next_due(world, &outcome, of, until, &due, err))
			return false;
		if (due.limit == NULL)
			return true;
		if (!run_one_overdue(world, &outcome, of, &due, err) ||
		    !world->accept(world, &outcome, err))
			return false;
		(*taken)++;
	}
}

bool take_overdue(struct world *world, str procedure, int64_t serial, instant until, int *taken,
                  struct err *err)
{
	const struct hand of = { NULL, procedure, serial, 0 };

	return overdue_alone(world, &of, until, taken, err);
}

static bool key_is_new(struct world *world, const struct command *commands, size_t i,
                       struct err *err)
{
	str key = commands[i].key;
	int64_t seq = -1;

	if (key.n == 0)
		return true;
	for (size_t k = 0; k < i; k++)
		if (str_eq(commands[k].key, key))
			return err_set(err, ERR_CONFLICT, "step.key", "两步用了同一个键“%.*s”",
			               PSTR(key));
	if (!world->keyed(world, key, &seq, err))
		return false;
	return seq < 0 || err_set(err, ERR_CONFLICT, "step.key",
	                          "这一步已经登记过（总账第 %lld 号）", (long long)seq);
}

/* What must hold before anything is recorded on account of these commands: nothing with
 * their keys was taken, and none of them lies in the future, where what runs out until
 * then would be recorded before it is refused. */
static bool check_commands(struct world *world, const struct command *commands, size_t count,
                           size_t *failed, struct err *err)
{
	for (size_t i = 0; i < count; i++) {
		*failed = i;
		if (!decide_when(world, commands[i].happened, err) ||
		    !key_is_new(world, commands, i, err))
			return false;
	}
	return true;
}

bool take_commands(struct world *world, struct command *commands, size_t count,
                   struct outcome *outcome, size_t *failed, struct err *err)
{
	const struct rule *rule;
	struct hand of;
	int taken;

	*outcome = (struct outcome){ 0 };
	if (!check_commands(world, commands, count, failed, err))
		return false;
	*failed = 0;
	rule = library_newest(world->library, commands[0].procedure); /* its name, or its id */
	if (rule != NULL && commands[0].serial > 0 && !commands[0].clock &&
	    !take_overdue(world, rule->name.id, commands[0].serial, commands[0].happened, &taken,
	                  err))
		return false;
	for (size_t i = 0; i < count; i++) {
		*failed = i;
		if (i > 0 && commands[i].serial == 0)
			commands[i].serial = outcome->changes[0].event.serial;
		if (i > 0) {
			of = hand_of(NULL, outcome->changes[0].after->rule, commands[i].serial);
			if (!run_overdue(world, outcome, &of, commands[i].happened, err))
				return false;
		}
		if (!run_command(world, outcome, &commands[i], NULL, err))
			return false;
	}
	return world->accept(world, outcome, err);
}

bool take_command(struct world *world, const struct command *command, struct outcome *outcome,
                  struct err *err)
{
	struct command one = *command;
	size_t failed;

	return take_commands(world, &one, 1, outcome, &failed, err);
}
