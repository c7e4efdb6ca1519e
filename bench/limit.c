/*
 * What the kernel charges: opens, reads and closes the files that one scrape reads, in the same order, and does nothing
 * else with them.
 *
 * Usage: limit <rounds> < list
 * Each line of the list is `<reads> <path>`: how often the file is read at most before it is closed.
 * Prints one line of JSON: the CPU and the wall-clock time of a round, in ms, and the opens that failed.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

struct file {
	int reads;
	char *path;
};

static struct file *files;
static size_t count;
static char buffer[64 * 1024];

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static void read_list(void)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t length;
	while ((length = getline(&line, &size, stdin)) > 0) {
		char *space = strchr(line, ' ');
		if (!space)
			continue;
		if (line[length - 1] == '\n')
			line[length - 1] = 0;
		files = realloc(files, (count + 1) * sizeof *files);
		if (!files)
			fail("realloc");
		files[count].reads = atoi(line);
		files[count].path = strdup(space + 1);
		count++;
	}
	free(line);
}

static long read_all(void)
{
	long failed = 0;
	for (size_t i = 0; i < count; i++) {
		int fd = open(files[i].path, O_RDONLY | O_CLOEXEC);
		if (fd < 0) {
			failed++;
			continue;
		}
		/* A table of sockets may be shorter now, and reading past its end is expensive. */
		for (int n = 0; n < files[i].reads; n++) {
			ssize_t length = read(fd, buffer, sizeof buffer);
			if (length < 0)
				failed++;
			if (length <= 0)
				break;
		}
		close(fd);
	}
	return failed;
}

static double milliseconds(struct timeval time)
{
	return time.tv_sec * 1e3 + time.tv_usec / 1e3;
}

static double cpu(void)
{
	struct rusage usage;
	if (getrusage(RUSAGE_SELF, &usage))
		fail("getrusage");
	return milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
}

static double wall(void)
{
	struct timespec now;
	if (clock_gettime(CLOCK_MONOTONIC, &now))
		fail("clock_gettime");
	return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

int main(int argc, char **argv)
{
	int rounds = argc == 2 ? atoi(argv[1]) : 0;
	if (rounds < 1) {
		fprintf(stderr, "usage: limit <rounds> < list\n");
		return 2;
	}
	read_list();
	/* Once unmeasured, so that page faults and a cold cache are not counted. */
	long failed = read_all();
	double cpu_before = cpu(), wall_before = wall();
	for (int round = 0; round < rounds; round++)
		failed += read_all();
	printf("{\"cpuMs\": %.4f, \"wallMs\": %.4f, \"files\": %zu, \"failed\": %ld}\n", (cpu() - cpu_before) / rounds,
	       (wall() - wall_before) / rounds, count, failed);
	return 0;
}
