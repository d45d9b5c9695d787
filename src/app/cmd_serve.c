/* cmd_serve.c -- `guiju serve`: the store behind HTTP until it is told to end.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <signal.h>

#include "app/cmd.h"
#include "app/options.h"
#include "base/err.h"
#include "base/num.h"
#include "base/str.h"
#include "http/notify.h"
#include "serve/server.h"

static const char serve_help[] =
	"用法：guiju serve 库 [选项]\n"
	"\n"
	"把库放在 HTTP 接口后面：办事、查询、统计、公众诉求，都经过它。\n"
	"Ctrl-C 或 SIGTERM 平稳停下：不再收新的请求，办完手头的，落盘，签名。\n"
	"接口的约定见 docs/developer/api.md。\n"
	"\n"
	"  --address 地址   听哪个地址（不写则 127.0.0.1；unix:/路径 为本机套接字）\n"
	"  --port 端口      听哪个端口（不写则 8080；0 为任一空闲端口）\n"
	"  --threads 个数   几个线程（不写则 2）\n"
	"  --cert 文件      TLS 证书链（PEM），与 --key 同用\n"
	"  --key 文件       TLS 私钥（PEM）\n"
	"  --proxies 层数   前面有几层可信的反向代理（不写则 0）\n"
	"  --log 级别       每个请求一行 JSON 写到标准错误：none 不写，error 只写出错的，\n"
	"                   refused 连同被拒的，all 全写（不写则由 systemd 启动时为 all，\n"
	"                   否则为 error）\n"
	"  --insecure-cookies  没有 TLS 也能登录，只供在本机上试用：地址须是 127.0.0.1、::1 或\n"
	"                   本机套接字，Cookie 换用别的名字\n"
	"\n"
	"没有默认口令。库里还没有人能登录时，先运行 guiju user 库 invite admin --as admin 得到\n"
	"登记码，再启动，用登记码设口令（POST /api/v1/enrolments）。\n"
	"\n"
	"由 systemd 启动时用它交来的套接字（.socket 单元），就绪、停止和看门狗都告诉它。\n"
	"测量数据：GET /metrics（Prometheus 文本，只给本机或有 admin:metrics 的密钥）。\n";

static bool read_number(const struct options *o, const char *name, int64_t least, int64_t most,
                        int *number, struct err *err)
{
	const char *written = options_value(o, name);
	int64_t value;

	if (written == NULL)
		return true;
	if (!num_read_int(str_of(written), &value) || value < least || value > most)
		return err_set(err, ERR_INVALID, "option.number", "%s 要写 %lld 到 %lld 的整数",
		               name, (long long)least, (long long)most);
	*number = (int)value;
	return true;
}

static bool read_level(const struct options *o, enum log_level *level, struct err *err)
{
	const char *written = options_value(o, "--log");

	*level = getenv("INVOCATION_ID") != NULL ? LOG_ALL : LOG_ERROR;
	if (written == NULL || log_level_of(str_of(written), level))
		return true;
	return err_set(err, ERR_INVALID, "option.log", "--log 要写 none、error、refused 或 all");
}

/* Sessions without TLS never leave the machine. */
static bool check_plain(const struct server_config *config, struct err *err)
{
	str address = str_of(config->address);

	if (!config->plain_cookies ||
	    (config->socket == 0 &&
	     (str_starts(address, STR("127.")) || str_eq(address, STR("::1")) ||
	      str_starts(address, STR("unix:")))))
		return true;
	err_set(err, ERR_INVALID, "serve.insecure", "--insecure-cookies 只能在本机的地址上用");
	return err_fix(err, "用 --cert、--key，或前面有 TLS 的反向代理（--proxies）");
}

static void tell_empty(const char *folder)
{
	fprintf(stderr,
	        "库里还没有人能登录，也没有默认口令。请先停下，给系统管理员发登记码，再启动：\n"
	        "  guiju user %s invite admin --as admin\n"
	        "然后用登记码设口令（登录页，或 POST /api/v1/enrolments）。\n",
	        folder);
}

/* Waits for the wish to end. The signals are blocked in all threads: they wait here. */
static void wait_for_end(const sigset_t *signals)
{
	int signal_number = 0;

	do
		(void)sigwait(signals, &signal_number);
	while (signal_number != SIGINT && signal_number != SIGTERM);
}

/* So that the service manager starts it again. */
static bool refuse_lost(const char *folder, struct err *err)
{
	err_set(err, ERR_STORE, "serve.lost",
	        "数据库不能再写了（连接断了，或另一个 guiju 接手了这个地区），服务已停下");
	err_where(err, "%s", folder);
	return err_fix(err, "请看前面的日志；数据库恢复后再启动，已答复的操作都在");
}

static bool run_serve(struct arena *arena, int argc, char **argv, struct err *err)
{
	static const struct option_of table[] = {
		{ "--address", OPTION_VALUE }, { "--port", OPTION_VALUE },
		{ "--threads", OPTION_VALUE }, { "--cert", OPTION_VALUE },
		{ "--key", OPTION_VALUE },     { "--proxies", OPTION_VALUE },
		{ "--log", OPTION_VALUE },     { "--insecure-cookies", OPTION_FLAG },
	};
	struct server_config config = { .address = "127.0.0.1", .port = 8080, .threads = 2 };
	struct server *server;
	struct options o;
	sigset_t signals;

	if (!options_read(&o, arena, argc, argv, table, countof(table), 1, err) ||
	    !read_number(&o, "--port", 0, 65535, &config.port, err) ||
	    !read_number(&o, "--threads", 1, 64, &config.threads, err) ||
	    !read_number(&o, "--proxies", 0, 8, &config.proxies, err) ||
	    !read_level(&o, &config.log, err) || !notify_socket(&config.socket, err))
		return false;
	config.watchdog_us = notify_watchdog();
	config.folder = o.words[0];
	config.clock = clock_real();
	config.cert = options_value(&o, "--cert");
	config.key = options_value(&o, "--key");
	if (options_value(&o, "--address") != NULL)
		config.address = options_value(&o, "--address");
	config.plain_cookies = options_has(&o, "--insecure-cookies");
	if (!check_plain(&config, err))
		return false;
	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
	server = server_start(arena, &config, err);
	if (server == NULL)
		return false;
	printf("听在 %s:%d\n", config.address, server_port(server));
	fflush(stdout);
	if (server_empty(server))
		tell_empty(config.folder);
	notify_send("READY=1");
	wait_for_end(&signals);
	notify_send("STOPPING=1");
	server_stop(server, 10);
	return !server_lost(server) || refuse_lost(config.folder, err);
}

int cmd_serve(int argc, char **argv)
{
	return options_run(run_serve, serve_help, argc, argv);
}
