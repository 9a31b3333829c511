"""A process that stands in for the one that draws: says its own number, and dies when it is told to."""

import json
import os
import sys

if __name__ == "__main__":
    if sys.argv[1:] == ["stillborn"]:
        sys.exit(1)
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        if order.get("die"):
            os._exit(1)
        if not order.get("silent"):
            print(json.dumps({"process": os.getpid()} | order), flush=True)
