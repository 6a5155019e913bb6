#include "services/stripeclient/events.h"

namespace billhook::stripeclient {

Request listEvents(const EventFilter &filter)
{
    Form form;
    form.list("types", filter.types);
    if (filter.createdSince) {
        form.integer("created[gte]", *filter.createdSince);
    }
    if (filter.endingBefore) {
        form.text("ending_before", *filter.endingBefore);
    }
    form.integer("limit", filter.limit);
    return { Method::Get, "/v1/events", {}, form };
}

Request retrieveEvent(std::string id)
{
    return { Method::Get, "/v1/events/{id}", std::move(id) };
}

} // namespace billhook::stripeclient
