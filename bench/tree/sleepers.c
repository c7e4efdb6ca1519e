/*
 * Processes for cgroups: as small as can be, each in its own network namespace with an interface eth0, if wanted.
 *
 * Usage: sleepers <own network: 0 or 1> < list
 * Each line of the list is a process: the cgroup.procs files that it enters, with tabs between them. An empty line ends
 * the list. When all are there, prints `ready`. The processes end with this one, and this one when its input ends, so
 * that nothing is left of a benchmark that was killed.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static void enter(const char *procs)
{
	int fd = open(procs, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, "0", 1) != 1)
		fail(procs);
	close(fd);
}

struct request {
	struct nlmsghdr header;
	struct ifinfomsg info;
	char attributes[256];
};

static struct rtattr *add(struct request *request, int type, const void *data, size_t length)
{
	struct rtattr *attribute = (void *)((char *)request + NLMSG_ALIGN(request->header.nlmsg_len));
	attribute->rta_type = type;
	attribute->rta_len = RTA_LENGTH(length);
	if (length)
		memcpy(RTA_DATA(attribute), data, length);
	request->header.nlmsg_len = NLMSG_ALIGN(request->header.nlmsg_len) + RTA_ALIGN(attribute->rta_len);
	return attribute;
}

static void end(struct request *request, struct rtattr *nest)
{
	nest->rta_len = (char *)request + NLMSG_ALIGN(request->header.nlmsg_len) - (char *)nest;
}

/* `ip link add eth0 type veth peer name veth0`: both ends here, so that nothing appears on the host. */
static void make_interface(void)
{
	struct request request = {
		.header = { .nlmsg_len = NLMSG_LENGTH(sizeof(struct ifinfomsg)),
			    .nlmsg_type = RTM_NEWLINK,
			    .nlmsg_flags = NLM_F_REQUEST | NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK },
	};
	struct ifinfomsg peer_info = { 0 };
	struct {
		struct nlmsghdr header;
		struct nlmsgerr error;
		char rest[512];
	} answer;

	add(&request, IFLA_IFNAME, "eth0", 5);
	struct rtattr *link = add(&request, IFLA_LINKINFO, NULL, 0);
	add(&request, IFLA_INFO_KIND, "veth", 4);
	struct rtattr *data = add(&request, IFLA_INFO_DATA, NULL, 0);
	struct rtattr *peer = add(&request, VETH_INFO_PEER, &peer_info, sizeof peer_info);
	add(&request, IFLA_IFNAME, "veth0", 6);
	end(&request, peer);
	end(&request, data);
	end(&request, link);

	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	if (fd < 0 || send(fd, &request, request.header.nlmsg_len, 0) < 0 || recv(fd, &answer, sizeof answer, 0) < 0)
		fail("rtnetlink");
	if (answer.header.nlmsg_type != NLMSG_ERROR || answer.error.error) {
		errno = -answer.error.error;
		fail("making eth0");
	}
	close(fd);
}

/* Some memory and some CPU time, so that no figure of the container is 0. */
static void live(void)
{
	size_t size = 256 * 1024;
	char *memory = malloc(size);
	if (!memory)
		fail("malloc");
	struct timespec now;
	do {
		memset(memory, 1, size);
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	} while (now.tv_nsec < 2 * 1000 * 1000);
}

static void sleeper(char *line, int own_network, int ready)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (char *procs = strtok(line, "\t\n"); procs; procs = strtok(NULL, "\t\n"))
		enter(procs);
	if (own_network) {
		if (unshare(CLONE_NEWNET))
			fail("unshare");
		make_interface();
	}
	live();
	if (write(ready, "", 1) != 1)
		fail("ready");
	close(ready);
	for (;;)
		pause();
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: sleepers <own network: 0 or 1> < list\n");
		return 2;
	}
	int own_network = atoi(argv[1]);
	char *line = NULL, byte;
	size_t size = 0;
	while (getline(&line, &size, stdin) > 1) {
		int ready[2];
		if (pipe2(ready, O_CLOEXEC))
			fail("pipe");
		pid_t pid = fork();
		if (pid < 0)
			fail("fork");
		if (pid == 0)
			sleeper(line, own_network, ready[1]);
		close(ready[1]);
		/* It has said why, if it ended. */
		if (read(ready[0], &byte, 1) != 1)
			return 1;
		close(ready[0]);
	}
	printf("ready\n");
	fflush(stdout);
	while (read(0, &byte, 1) > 0)
		;
	return 0;
}
