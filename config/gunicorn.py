"""How gunicorn serves the pages, for `./run` and for the container alike."""

from config import env

workers = env.whole("WEB_WORKERS", default=2, least=1)
threads = env.whole("WEB_THREADS", default=4, least=1)
worker_class = "gthread"
# The application is read once and then forked: a quick start and less memory.
preload_app = True
# A large exhibit on a slow line may take minutes; threads keep the heartbeat meanwhile.
timeout = 120
graceful_timeout = 10
# The control socket has one path for all installations of a user; they would collide (T20).
control_socket_disable = True
