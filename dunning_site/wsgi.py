"""The entry for web servers."""

import os

from django.core.wsgi import get_wsgi_application

from dunning_site.log_masks import mask_server_logs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dunning_site.settings")

application = get_wsgi_application()
mask_server_logs()
