#include "services/api/api.h"
#include "services/api/routegroups.h"

namespace billhook::api {

const std::vector<ApiRoute> &routeTable()
{
    static const std::vector<ApiRoute> table = [] {
        std::vector<ApiRoute> all;
        for (const auto group :
            { directoryRoutes, invoiceRoutes, operationRoutes, planRoutes, worklistRoutes }) {
            const auto routes = group();
            all.insert(all.end(), routes.begin(), routes.end());
        }
        return all;
    }();
    return table;
}

} // namespace billhook::api
