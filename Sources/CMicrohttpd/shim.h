#include <microhttpd.h>
#include <sys/socket.h>

// What libmicrohttpd has as variadic functions, which Swift cannot call.

// How many and how long: what a daemon keeps to.
struct stemma_http_bounds {
  unsigned connections;
  unsigned idle_seconds;
  unsigned bytes_a_connection;
};

// What a daemon calls, each with `context` as its first argument.
struct stemma_http_calls {
  MHD_AccessHandlerCallback answer;
  void *(*begin)(void *context, const char *uri, struct MHD_Connection *connection);
  MHD_RequestCompletedCallback end;
  MHD_NotifyConnectionCallback connection;
  void *context;
};

// Starts a daemon with one thread of its own that waits for all connections, none of which waits for
// another; nil when the address is not to be had.
static inline struct MHD_Daemon *stemma_http_start(const struct sockaddr *address,
                                                   struct stemma_http_calls calls,
                                                   struct stemma_http_bounds bounds) {
  unsigned flags = MHD_USE_AUTO | MHD_USE_INTERNAL_POLLING_THREAD | MHD_ALLOW_SUSPEND_RESUME;
  if (address->sa_family == AF_INET6) flags |= MHD_USE_IPv6;
  return MHD_start_daemon(
      flags, 0, NULL, NULL, calls.answer, calls.context,
      MHD_OPTION_SOCK_ADDR, address,
      MHD_OPTION_URI_LOG_CALLBACK, calls.begin, calls.context,
      MHD_OPTION_NOTIFY_COMPLETED, calls.end, calls.context,
      MHD_OPTION_NOTIFY_CONNECTION, calls.connection, calls.context,
      MHD_OPTION_CONNECTION_LIMIT, bounds.connections,
      MHD_OPTION_CONNECTION_TIMEOUT, bounds.idle_seconds,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)bounds.bytes_a_connection,
      MHD_OPTION_LISTEN_BACKLOG_SIZE, 4096u,
      MHD_OPTION_STRICT_FOR_CLIENT, 1,
      MHD_OPTION_END);
}

// The port that a daemon was given.
static inline unsigned short stemma_http_port(struct MHD_Daemon *daemon) {
  const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT);
  return info == NULL ? 0 : info->port;
}

// The socket of a connection.
static inline int stemma_http_socket(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return info == NULL ? -1 : info->connect_fd;
}

// Constants that Swift names differently from one version of the library to the next.

static inline enum MHD_Result stemma_http_result(int is_well) { return is_well ? MHD_YES : MHD_NO; }

static inline int stemma_http_is_start(enum MHD_ConnectionNotificationCode code) {
  return code == MHD_CONNECTION_NOTIFY_STARTED;
}

// Calls `each` with every field of the request.
static inline void stemma_http_fields(struct MHD_Connection *connection, MHD_KeyValueIterator each,
                                      void *context) {
  MHD_get_connection_values(connection, MHD_HEADER_KIND, each, context);
}

// A response with a copy of these bytes; nil without memory for it.
static inline struct MHD_Response *stemma_http_response(const void *bytes, size_t count) {
  return MHD_create_response_from_buffer(count, (void *)bytes, MHD_RESPMEM_MUST_COPY);
}
