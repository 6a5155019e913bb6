#include "app/daemon/daemon.h"

int main(int argc, char **argv)
{
    return billhook::daemon::run(argc, argv);
}
