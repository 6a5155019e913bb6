#include "app/common/program.h"
#include "app/sandbox/sandbox.h"

int main(int argc, char **argv)
{
    return billhook::app::runProgram("billhook-sandbox", argc, argv, billhook::sandbox::run);
}
