#include "services/truth/reading.h"

#include "services/postgres/pipeline.h"
#include "services/truth/rebuild.h"

namespace billhook::truth {

domain::Result<bool> isReadingStale(const std::string &url)
{
    postgres::Pipeline pipeline(truthOptions(url));
    const auto rows = pipeline.run("truth/read_reading");
    if (!rows) {
        return rows.error();
    }
    return rows->integer(0, 0) < factsReading;
}

} // namespace billhook::truth
