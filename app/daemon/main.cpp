#include "app/common/program.h"
#include "app/daemon/daemon.h"

int main(int argc, char **argv)
{
    return billhook::app::runProgram("billhookd", argc, argv, billhook::daemon::run);
}
