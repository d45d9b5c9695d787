/* pg_link.c -- a connection to PostgreSQL that queues, waits with a limit, and names failures.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "store/pg_link.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include <libpq-fe.h>
#include <poll.h>

#define ANSWER_MS 300000 /* a server that says nothing for so long is taken for lost */
#define QUEUE_MAX 4096   /* answers not yet waited for */

struct pg_link {
	PGconn *conn;               /* NULL after closing */
	const char *queue[QUEUE_MAX]; /* the statements sent and not answered, in order */
	size_t first, count;
	bool asking;                /* rows of the last question are still to come */
	bool ended;                 /* ... no more rows, but not yet the end of the pipeline */
	bool lost;
	bool committing;
	bool failed;
	struct err failure;
	const char *fence;
	bool fenced;                /* it failed once */
};

/* ---- what went wrong ---- */

static bool lose(struct pg_link *link)
{
	struct err *err = &link->failure;

	link->lost = true;
	if (link->failed)
		return false;
	link->failed = true;
	if (link->committing) {
		err_set(err, ERR_STORE, "store.lost",
		        "与数据库的连接断了，刚才这一批是否记入不能确定");
		err_fix(err, "请等数据库恢复后先查看，再决定是否重办；带幂等键的可以直接重办");
	} else {
		err_set(err, ERR_STORE, "store.lost", "与数据库的连接断了，这一批没有记入");
		err_fix(err, "请等数据库恢复后重试；已答复的操作都在");
	}
	return err_detail(err, "%.200s", link->conn ? PQerrorMessage(link->conn) : "");
}

static bool starts(const char *state, const char *class)
{
	return strncmp(state, class, strlen(class)) == 0;
}

static void name_failure(struct err *err, const char *state)
{
	if (starts(state, "23505")) {
		err_set(err, ERR_CONFLICT, "store.unique", "这个键已经有了");
	} else if (starts(state, "55P03") || starts(state, "57014") || starts(state, "40")) {
		err_set(err, ERR_CONFLICT, "store.busy", "库被别的程序占用太久");
		err_fix(err, "请稍后重试");
	} else if (starts(state, "53")) {
		err_set(err, ERR_STORE, "store.full", "数据库写不进去：磁盘已满或资源不足");
		err_fix(err, "请在数据库服务器上腾出空间后重试；未答复的操作都没有记入");
	} else if (starts(state, "XX0")) {
		err_set(err, ERR_STORE, "store.corrupt", "数据库说它的文件损坏");
		err_fix(err, "请停止写入，从备份恢复，再用 guiju verify 核对");
	} else if (starts(state, "25006") || starts(state, "42501")) {
		err_set(err, ERR_STORE, "store.readonly", "数据库不许这个用户写（或读）这些表");
		err_fix(err, "请用表的主人连接；备用服务器只能读");
	} else {
		err_set(err, ERR_STORE, "store.sql", "数据库没有执行这个语句");
	}
}

static bool fail(struct pg_link *link, const PGresult *result, const char *sql)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *said = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	struct err *err = &link->failure;

	if (state == NULL || starts(state, "57P0") || starts(state, "08"))
		return lose(link);
	if (link->failed)
		return false;
	link->failed = true;
	if (sql == link->fence && starts(state, "22012")) {
		link->fenced = true;
		err_set(err, ERR_CONFLICT, "store.fenced",
		        "另一个 guiju 已接手这个地区，这一批没有记入");
		err_fix(err, "同一地区同一时间只能有一个程序写库；请到接手的那一个上去办");
	} else {
		name_failure(err, state);
	}
	return err_detail(err, "postgresql %s: %.110s: %.110s", state, said ? said : "", sql);
}

static bool tell(const struct pg_link *link, struct err *err)
{
	if (!link->failed)
		return true;
	*err = link->failure;
	return false;
}

/* ---- waiting ---- */

/* Sends and receives until the next result is complete. */
static bool wait_result(struct pg_link *link)
{
	for (;;) {
		int left = PQflush(link->conn);

		if (left < 0)
			return lose(link);
		if (left == 0 && !PQisBusy(link->conn))
			return true;
		struct pollfd one = { PQsocket(link->conn),
			              (short)(left > 0 ? POLLIN | POLLOUT : POLLIN), 0 };

		if (!PQisBusy(link->conn))
			return true;
		if (poll(&one, 1, ANSWER_MS) == 0 || PQconsumeInput(link->conn) == 0)
			return lose(link);
	}
}

static PGresult *take_result(struct pg_link *link)
{
	return wait_result(link) ? PQgetResult(link->conn) : NULL;
}

/* All results of the statement in front of the queue, none of which has rows to keep. */
static void answer_first(struct pg_link *link)
{
	const char *sql = link->queue[link->first];
	PGresult *result;

	link->first++;
	link->count--;
	while (!link->lost && (result = take_result(link)) != NULL) {
		ExecStatusType status = PQresultStatus(result);

		if (status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE)
			(void)fail(link, result, sql);
		PQclear(result);
	}
}

static void answer_all(struct pg_link *link, size_t but)
{
	while (link->count > but && !link->lost)
		answer_first(link);
	if (link->count == 0)
		link->first = 0;
}

/* The answer to PQpipelineSync. */
static void answer_sync(struct pg_link *link)
{
	PGresult *result = link->lost ? NULL : take_result(link);

	if (result == NULL || PQresultStatus(result) != PGRES_PIPELINE_SYNC)
		(void)lose(link);
	PQclear(result);
}

bool pg_link_settle(struct pg_link *link, struct err *err)
{
	assert(!link->asking);
	if (link->count > 0 && !link->lost) {
		if (PQpipelineSync(link->conn) != 1)
			(void)lose(link);
		answer_all(link, 0);
		answer_sync(link);
	}
	return tell(link, err);
}

/* Notes what was sent, so that its answer is known for what it is. */
static bool queued(struct pg_link *link, int sent, const char *sql, struct err *err)
{
	if (sent != 1) {
		(void)lose(link);
		return tell(link, err);
	}
	assert(link->first + link->count < QUEUE_MAX);
	link->queue[link->first + link->count++] = sql;
	return true;
}

static bool may_send(struct pg_link *link, struct err *err)
{
	assert(link->conn != NULL && !link->asking);
	if (link->first + link->count >= QUEUE_MAX - 4)
		return pg_link_settle(link, err);
	return tell(link, err);
}

/* ---- sending ---- */

bool pg_link_send(struct pg_link *link, const char *name, const char *sql,
                  const struct pg_params *params, struct err *err)
{
	if (!may_send(link, err) ||
	    !queued(link,
	            PQsendQueryPrepared(link->conn, name, params->count, params->at,
	                                params->bytes, params->formats, 1),
	            sql, err))
		return false;
	/* The server works while we go on. */
	if (PQflush(link->conn) < 0)
		(void)lose(link);
	return tell(link, err);
}

bool pg_link_say(struct pg_link *link, const char *sql, struct err *err)
{
	if (!may_send(link, err) ||
	    !queued(link, PQsendQueryParams(link->conn, sql, 0, NULL, NULL, NULL, NULL, 1), sql,
	            err))
		return false;
	link->committing = strcmp(sql, "COMMIT") == 0;
	return true;
}

bool pg_link_prepare(struct pg_link *link, const char *name, const char *text, const char *sql,
                     unsigned *types, int count, struct err *err)
{
	PGresult *result;

	if (!pg_link_settle(link, err) || !may_send(link, err) ||
	    !queued(link, PQsendPrepare(link->conn, name, text, count, types), sql, err))
		return false;
	if (PQsendDescribePrepared(link->conn, name) != 1 || PQpipelineSync(link->conn) != 1)
		(void)lose(link);
	answer_all(link, 0);
	while (!link->lost && (result = take_result(link)) != NULL) {
		if (PQresultStatus(result) == PGRES_COMMAND_OK && PQnparams(result) == count)
			for (int i = 0; i < count; i++)
				types[i] = PQparamtype(result, i);
		else if (PQresultStatus(result) == PGRES_FATAL_ERROR)
			(void)fail(link, result, sql);
		PQclear(result);
	}
	answer_sync(link);
	return tell(link, err);
}

/* ---- rows ---- */

bool pg_link_ask(struct pg_link *link, const char *name, const char *sql,
                 const struct pg_params *params, struct err *err)
{
	if (!pg_link_send(link, name, sql, params, err))
		return false;
	if (PQpipelineSync(link->conn) != 1)
		(void)lose(link);
	answer_all(link, 1);
	if (link->lost)
		return tell(link, err);
	/* Where it cannot be had, the rows come all at once, and are read just the same. */
	(void)PQsetSingleRowMode(link->conn);
	link->asking = true;
	link->ended = false;
	return true;
}

static void end_question(struct pg_link *link)
{
	PGresult *result;

	while (!link->lost && !link->ended && (result = take_result(link)) != NULL)
		PQclear(result);
	link->first = link->count = 0;
	link->asking = false;
	answer_sync(link);
}

bool pg_link_row(struct pg_link *link, struct pg_result **row, struct err *err)
{
	*row = NULL;
	while (link->asking) {
		const char *sql = link->queue[link->first];
		PGresult *result = link->lost ? NULL : take_result(link);
		ExecStatusType status = PQresultStatus(result);

		if (result == NULL) {
			link->ended = true;
			end_question(link);
		} else if ((status == PGRES_SINGLE_TUPLE || status == PGRES_TUPLES_OK) &&
		           PQntuples(result) > 0) {
			*row = result;
			return true;
		} else if (status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE) {
			(void)fail(link, result, sql);
		}
		PQclear(result);
	}
	return tell(link, err);
}

void pg_link_drain(struct pg_link *link)
{
	struct err ignored = { 0 };

	if (link->asking)
		end_question(link);
	(void)!pg_link_settle(link, &ignored);
}

/* ---- outside of the pipeline ---- */

static PGresult *exec_alone(struct pg_link *link, const char *sql)
{
	PGresult *result;

	if (PQexitPipelineMode(link->conn) != 1)
		return NULL;
	result = PQexec(link->conn, sql);
	if (PQenterPipelineMode(link->conn) != 1) {
		PQclear(result);
		return NULL;
	}
	return result;
}

bool pg_link_script(struct pg_link *link, const char *sql, struct err *err)
{
	PGresult *result;
	ExecStatusType status;

	if (!pg_link_settle(link, err))
		return false;
	result = exec_alone(link, sql);
	status = PQresultStatus(result);
	if (result == NULL)
		(void)lose(link);
	else if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK &&
	         status != PGRES_EMPTY_QUERY)
		(void)fail(link, result, sql);
	PQclear(result);
	return tell(link, err);
}

bool pg_link_value(struct pg_link *link, struct arena *arena, const char *sql, str *value,
                   struct err *err)
{
	PGresult *result;

	if (!pg_link_settle(link, err))
		return false;
	result = exec_alone(link, sql);
	*value = STR("");
	if (result == NULL)
		(void)lose(link);
	else if (PQresultStatus(result) != PGRES_TUPLES_OK)
		(void)fail(link, result, sql);
	else if (PQntuples(result) > 0)
		*value = arena_copy(arena, str_of(PQgetvalue(result, 0, 0)));
	PQclear(result);
	return tell(link, err);
}

/* ---- the connection ---- */

bool pg_link_failed(const struct pg_link *link)
{
	return link->failed;
}

bool pg_link_over(const struct pg_link *link)
{
	return link->lost || link->fenced;
}

void pg_link_forget(struct pg_link *link)
{
	link->committing = false;
	if (link->lost)
		return;
	link->failed = false;
	err_clear(&link->failure);
}

void pg_link_fence(struct pg_link *link, const char *sql)
{
	link->fence = sql;
}

void pg_link_close(struct pg_link *link)
{
	if (link->conn != NULL)
		PQfinish(link->conn);
	link->conn = NULL;
	link->lost = true;
}

static void close_link(void *link)
{
	pg_link_close(link);
}

/* What the server tells on the side ("relation exists, skipping") is not for people. */
static void keep_quiet(void *with, const PGresult *notice)
{
	(void)with;
	(void)notice;
}

static PGconn *connect_to(const char *url)
{
	/* What stands before dbname may be said otherwise in the address. */
	static const char *const names[] = { "connect_timeout",     "application_name",
		                             "tcp_user_timeout",    "keepalives_idle",
		                             "keepalives_interval", "dbname",
		                             "client_encoding",     NULL };
	const char *values[] = { "10", "guiju", "60000", "30", "10", url, "UTF8", NULL };

	return PQconnectdbParams(names, values, 1);
}

bool pg_link_open(struct arena *arena, const char *url, struct pg_link **link, struct err *err)
{
	struct pg_link *made = arena_make(arena, struct pg_link, 1);

	made->conn = connect_to(url);
	arena_at_end(arena, close_link, made);
	if (made->conn != NULL && PQstatus(made->conn) == CONNECTION_OK) {
		PQsetNoticeReceiver(made->conn, keep_quiet, NULL);
		if (PQsetnonblocking(made->conn, 1) == 0 && PQenterPipelineMode(made->conn) == 1) {
			*link = made;
			return true;
		}
	}
	err_set(err, ERR_STORE, "store.open", "连不上数据库");
	err_fix(err, "请核对库文件夹里 database 文件写的地址、用户和数据库，并看数据库是否在运行");
	err_detail(err, "%.240s", made->conn ? PQerrorMessage(made->conn) : "no memory");
	pg_link_close(made);
	return false;
}
