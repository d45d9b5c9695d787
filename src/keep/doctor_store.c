/* doctor_store.c -- a store's folder and disk looked over, then its tables.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "keep/doctor.h"

#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"

#define SPACE_BAD  ((uint64_t)256 << 20)
#define SPACE_WARN ((uint64_t)2 << 30)
#define WAL_WARN   ((int64_t)512 << 20)
#define SMB2_MAGIC 0xFE534D42
#define CIFS_MAGIC 0xFF534D42

static const char *inside(struct doctor *d, const char *name)
{
	return arena_printf(d->arena, "%s/%s", d->ask->store, name).at;
}

/* ---- who may read what ---- */

/* Adds the path to the list when others than the owner may come near it. */
static void look_at_mode(struct buf *open, const char *path, unsigned allowed)
{
	struct stat info;

	if (stat(path, &info) == 0 && (info.st_mode & 0777 & ~(mode_t)allowed) != 0)
		buf_printf(open, "%s%s（%03o）", open->n > 0 ? "、" : "", path,
		           (unsigned)(info.st_mode & 0777));
}

static void look_at_keys(struct doctor *d, struct buf *open)
{
	const char *keys = inside(d, "keys");
	struct err ignored = { 0 };
	str *names;
	size_t count;

	look_at_mode(open, keys, 0700);
	if (!file_list(d->arena, keys, "", &names, &count, &ignored))
		return;
	for (size_t i = 0; i < count; i++)
		look_at_mode(open, arena_printf(d->arena, "%s/%.*s", keys, PSTR(names[i])).at,
		             0600);
}

static void look_at_modes(struct doctor *d)
{
	struct stat info;
	struct buf open;

	buf_init(&open, d->arena, 4096);
	look_at_mode(&open, d->ask->store, 0700);
	look_at_mode(&open, inside(d, "guiju.db"), 0600);
	look_at_mode(&open, inside(d, "files"), 0700);
	look_at_keys(d, &open);
	if (open.n > 0)
		doctor_say(d, DOCTOR_BAD, "folder.mode",
		           arena_printf(d->arena, "别的用户也能进：%.*s", PSTR(buf_str(&open))),
		           "库里有个人信息和签名密钥，只许服务自己的用户读写",
		           "chmod -R go-rwx 库");
	else
		doctor_say(d, DOCTOR_GOOD, "folder.mode", STR("文件夹和密钥只有主人能读"),
		           NULL, NULL);
	if (stat(d->ask->store, &info) == 0 && info.st_uid != geteuid())
		doctor_say(d, DOCTOR_NOTE, "folder.owner",
		           arena_printf(d->arena, "库属于用户 %u，您是用户 %u",
		                        (unsigned)info.st_uid, (unsigned)geteuid()),
		           "以别的用户（例如 root）写库，留下的文件服务自己读不了",
		           "以库的主人运行：runuser -u guiju -- guiju ...");
}

static void look_at_secrets(struct doctor *d)
{
	if (file_exists(inside(d, "keys/ed25519.secret"))) {
		doctor_say(d, DOCTOR_GOOD, "folder.keys", STR("签名密钥在"), NULL, NULL);
		return;
	}
	doctor_say(d, DOCTOR_BAD, "folder.keys", STR("签名密钥不在"),
	           "库只能读，不能办事", "从离线的备份取回 keys/");
}

/* ---- the disk ---- */

static const char *network_name(const char *path)
{
	static const struct {
		unsigned long magic;
		const char *name;
	} kinds[] = {
		{ NFS_SUPER_MAGIC, "NFS" },   { CIFS_MAGIC, "CIFS" }, { SMB2_MAGIC, "SMB" },
		{ SMB_SUPER_MAGIC, "SMB" },   { FUSE_SUPER_MAGIC, "FUSE" },
		{ TMPFS_MAGIC, "tmpfs（内存）" },
	};
	struct statfs info;

	if (statfs(path, &info) != 0)
		return NULL;
	for (size_t i = 0; i < countof(kinds); i++)
		if ((unsigned long)info.f_type == kinds[i].magic)
			return kinds[i].name;
	return NULL;
}

static void look_at_disk(struct doctor *d)
{
	const char *network = network_name(d->ask->store);
	struct statvfs info;
	uint64_t room;

	if (network != NULL)
		doctor_say(d, DOCTOR_BAD, "disk.kind",
		           arena_printf(d->arena, "库放在 %s 上", network),
		           "锁和落盘在那里不可靠，断电或断网会丢失已答复的办理",
		           "把库移到本机磁盘");
	if (statvfs(d->ask->store, &info) != 0)
		return;
	room = (uint64_t)info.f_bavail * info.f_frsize;
	doctor_say(d, room < SPACE_BAD ? DOCTOR_BAD : room < SPACE_WARN ? DOCTOR_WARN : DOCTOR_GOOD,
	           "disk.space",
	           arena_printf(d->arena, "磁盘还有 %llu MiB", (unsigned long long)(room >> 20)),
	           "写满以后，新的办理一律被拒绝", "腾出空间，或换大的磁盘");
	if (info.f_files > 0 && info.f_favail * 20 < info.f_files)
		doctor_say(d, DOCTOR_WARN, "disk.files", STR("磁盘的文件个数快用完了"),
		           "存不下新的材料", "清理别的小文件，或换文件系统");
}

static void look_at_log_file(struct doctor *d)
{
	struct stat info;
	int64_t bytes = stat(inside(d, "guiju.db-wal"), &info) == 0 ? (int64_t)info.st_size : 0;

	doctor_say(d, bytes > WAL_WARN ? DOCTOR_WARN : DOCTOR_GOOD, "disk.wal",
	           arena_printf(d->arena, "预写日志 %lld MiB", (long long)(bytes >> 20)),
	           "有一个读库的程序长久不放手，日志收不回去，读也变慢",
	           "结束长久运行的导出、备份或查询；必要时重新启动服务");
}

/* A making that was broken off leaves its folder beside. */
static void look_beside(struct doctor *d)
{
	str name = str_of(d->ask->store);

	while (name.n > 1 && name.at[name.n - 1] == '/')
		name.n--;
	str left = arena_printf(d->arena, "%.*s.init", PSTR(name));

	if (file_is_dir(left.at))
		doctor_say(d, DOCTOR_NOTE, "folder.left",
		           arena_printf(d->arena, "旁边有没做完的 %.*s", PSTR(left)),
		           "建库或恢复中断时留下的，没有用处", "确认没有程序在用之后删去");
}

void doctor_store(struct doctor *d)
{
	if (!file_is_dir(d->ask->store)) {
		doctor_say(d, DOCTOR_BAD, "folder.missing",
		           arena_printf(d->arena, "没有 %s 这个文件夹", d->ask->store),
		           "库不在这里，或者您没有权限", "核对路径；新建用 guiju init");
		return;
	}
	look_at_modes(d);
	look_at_secrets(d);
	look_at_disk(d);
	look_at_log_file(d);
	look_beside(d);
	doctor_tables(d);
}
