/* doctor_machine.c -- the machine looked over: program files, clock, limits, certificate.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/* Before base.h: this header has members with names that are poisoned there. */
#include <sys/timex.h>

#include "keep/doctor.h"

#include <sys/resource.h>
#include <sys/sysinfo.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/str.h"
#include "calendar/day.h"
#include "crypto/cert.h"
#include "keep/manifest.h"

#define FILES_WANTED  4096 /* connections, tables, papers */
#define MEMORY_WANTED ((uint64_t)512 << 20)
#define CERT_DAYS     30
#define BACKUP_DAYS   2
#define DAY           (24 * INSTANT_HOUR)

static void look_at_home(struct doctor *d)
{
	static const char *const folders[] = { "calendars", "procedures", "schema", "annual" };
	str home = file_home(d->arena);

	for (size_t i = 0; i < countof(folders); i++) {
		str path = arena_printf(d->arena, "%.*s/%s", PSTR(home), folders[i]);

		if (file_is_dir(path.at))
			continue;
		doctor_say(d, DOCTOR_BAD, "program.files",
		           arena_printf(d->arena, "程序的文件夹不在：%.*s", PSTR(path)),
		           "程序没有装完整，规程、日历、表结构读不到",
		           "重新安装，或设置 GUIJU_HOME");
		return;
	}
	doctor_say(d, DOCTOR_GOOD, "program.files",
	           arena_printf(d->arena, "程序的文件在 %.*s", PSTR(home)), NULL, NULL);
}

/* The kernel's own word on whether somebody keeps its clock right. */
static void look_at_clock(struct doctor *d)
{
	struct timex state = { 0 };
	int told = adjtimex(&state);
	int year = day_civil(day_at(d->now)).year;

	if (year < 2025 || year > 2100) {
		doctor_say(d, DOCTOR_BAD, "clock.year",
		           arena_printf(d->arena, "机器的时钟是 %d 年", year),
		           "每件事都按这个时钟记入总账，期限由它算起", "校准时钟再开始使用");
		return;
	}
	if (told < 0)
		doctor_say(d, DOCTOR_NOTE, "clock.unknown", STR("读不到时钟的同步状态"),
		           "容器里常常如此；不知道有没有人校准时钟",
		           "在宿主机上确认已与授时服务同步");
	else if (told == TIME_ERROR || (state.status & STA_UNSYNC))
		doctor_say(d, DOCTOR_WARN, "clock.unsynced", STR("时钟没有与授时服务同步"),
		           "时钟走偏，收件时间和期限就不准", "启用 systemd-timesyncd 或 chrony");
	else
		doctor_say(d, DOCTOR_GOOD, "clock.synced",
		           arena_printf(d->arena, "时钟已同步，误差至多 %lld 毫秒",
		                        (long long)state.maxerror / 1000),
		           NULL, NULL);
}

static void look_at_limits(struct doctor *d)
{
	struct rlimit files;
	struct sysinfo memory;

	if (getrlimit(RLIMIT_NOFILE, &files) == 0)
		doctor_say(d, files.rlim_cur < FILES_WANTED ? DOCTOR_WARN : DOCTOR_GOOD,
		           "limit.files",
		           arena_printf(d->arena, "可以同时打开 %llu 个文件",
		                        (unsigned long long)files.rlim_cur),
		           "连接多时会拒绝新的连接",
		           "在服务单元里写 LimitNOFILE=65536，或先 ulimit -n 65536");
	if (sysinfo(&memory) != 0)
		return;
	uint64_t all = (uint64_t)memory.totalram * memory.mem_unit;

	doctor_say(d, all < MEMORY_WANTED ? DOCTOR_WARN : DOCTOR_GOOD, "limit.memory",
	           arena_printf(d->arena, "内存 %llu MiB", (unsigned long long)(all >> 20)),
	           "百万件案卷约要 300 MiB", "加内存");
}

static void look_at_cert(struct doctor *d)
{
	struct err err = { 0 };
	instant ends;
	struct buf until;
	str pem;

	if (!file_read(d->arena, d->ask->cert, LIMIT_RULE_BYTES, &pem, &err) ||
	    !cert_ends(pem, &ends, &err)) {
		doctor_say(d, DOCTOR_BAD, "tls.cert",
		           arena_printf(d->arena, "证书 %s：%s", d->ask->cert, err.what),
		           "服务用它不能加密", "换上有效的证书链（PEM）");
		return;
	}
	buf_init(&until, d->arena, 64);
	day_write(&until, day_at(ends));
	doctor_say(d,
	           ends <= d->now                      ? DOCTOR_BAD
	           : ends - d->now < CERT_DAYS * DAY   ? DOCTOR_WARN
	                                               : DOCTOR_GOOD,
	           "tls.cert",
	           arena_printf(d->arena, "证书有效至 %.*s", PSTR(buf_str(&until))),
	           "到期以后浏览器拒绝连接", "换上新证书，再重新启动服务");
}

static void look_at_backup(struct doctor *d)
{
	struct manifest manifest;
	struct err err = { 0 };
	instant made;

	if (!manifest_read(d->arena, d->ask->backup, &manifest, &err) ||
	    !day_read_instant(manifest.made, &made)) {
		doctor_say(d, DOCTOR_BAD, "backup.manifest",
		           arena_printf(d->arena, "备份 %s：%s", d->ask->backup, err.what),
		           "要用的时候没有可用的备份", "用 guiju backup 另做一份");
		return;
	}
	doctor_say(d, d->now - made > BACKUP_DAYS * DAY ? DOCTOR_WARN : DOCTOR_GOOD, "backup.age",
	           arena_printf(d->arena, "备份做于 %.*s，总账 %lld 条", PSTR(manifest.made),
	                        (long long)manifest.events),
	           "丢失时，备份之后办的都要照原件补办", "每天用 guiju backup 备份到另一台机器");
}

void doctor_machine(struct doctor *d)
{
	look_at_home(d);
	look_at_clock(d);
	look_at_limits(d);
	if (d->ask->cert != NULL)
		look_at_cert(d);
	if (d->ask->backup != NULL)
		look_at_backup(d);
}
