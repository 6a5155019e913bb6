#include "app/common/program.h"
#include "app/desktop/program.h"

int main(int argc, char **argv)
{
    return billhook::app::runProgram("billhook", argc, argv, billhook::desktop::run);
}
