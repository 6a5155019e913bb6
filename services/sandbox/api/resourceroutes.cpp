#include "services/sandbox/api/resourceroutes.h"

#include "services/sandbox/api/listquery.h"
#include "services/sandbox/api/rendering.h"
#include "services/sandbox/api/searchquery.h"
#include "services/sandbox/engine/jsonvalues.h"

#include <algorithm>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

/** One kind's calls. */
class Resource final
{
public:
    Resource(const ObjectKind &kind, ApiCall &call)
        : m_kind(kind)
        , m_call(call)
        , m_look{ call.transaction, call.shape }
    { }

    Attempt<QJsonObject> create() const
    {
        const auto expansion = readExpansion(m_call.parameters, /*inList=*/false);
        const auto given = readFields(m_call.parameters, m_kind.fields, Call::Create);
        if (!expansion || !given) {
            return expansion ? given.refusal() : expansion.refusal();
        }
        const auto clock = clockOf(m_call.transaction, *given);
        const TimeShift shift(m_call.transaction, timeOf(m_call.transaction, clock));
        auto document = m_kind.create(m_call.transaction, *given, m_call.shape);
        if (!document) {
            return document;
        }
        auto object = render(m_kind, *document, *expansion, m_look);
        for (const auto &name : m_kind.onceOnly) {
            if (object) {
                object->insert(QString::fromStdString(name), document->value(QString::fromStdString(name)));
            }
        }
        return object;
    }

    Attempt<QJsonObject> list() const
    {
        const auto page = choosePage(m_kind, m_call.parameters, m_look);
        if (!page) {
            return page.refusal();
        }
        const auto data = renderAll(m_kind, page->documents, m_call.parameters, m_look);
        if (!data) {
            return data.refusal();
        }
        return QJsonObject{ { u"object"_s, u"list"_s }, { u"data"_s, *data },
            { u"has_more"_s, page->hasMore }, { u"url"_s, text(m_kind.path) } };
    }

    Attempt<QJsonObject> search() const
    {
        for (const auto &name : m_call.parameters.names()) {
            if (name != "query" && name != "limit" && name != "page" && name != "expand") {
                return unknownParameter(name);
            }
        }
        const auto words = m_call.parameters.text("query");
        if (!words) {
            return missingParameter("query");
        }
        const auto query = SearchQuery::parse(*words, m_kind.searchable);
        const auto limit = readLimit(m_call.parameters);
        if (!query || !limit) {
            return query ? limit.refusal() : query.refusal();
        }
        return searchPage(*query, *limit);
    }

    Attempt<QJsonObject> retrieve() const
    {
        for (const auto &name : m_call.parameters.names()) {
            if (name != "expand") {
                return unknownParameter(name);
            }
        }
        const auto expansion = readExpansion(m_call.parameters, /*inList=*/false);
        const auto document = find();
        if (!expansion || !document) {
            return expansion ? document.refusal() : expansion.refusal();
        }
        if (document->value(u"deleted"_s).toBool()) {
            return document;
        }
        return render(m_kind, *document, *expansion, m_look);
    }

    Attempt<QJsonObject> update() const
    {
        const auto before = find();
        const auto expansion = readExpansion(m_call.parameters, /*inList=*/false);
        const auto given = readFields(m_call.parameters, m_kind.fields, Call::Update);
        if (!before || !expansion || !given) {
            return !before ? before.refusal() : !expansion ? expansion.refusal() : given.refusal();
        }
        const auto clock = clockOf(m_call.transaction, *before);
        const TimeShift shift(m_call.transaction, timeOf(m_call.transaction, clock));
        const auto after = m_kind.update(m_call.transaction, *before, *given);
        return after ? render(m_kind, *after, *expansion, m_look) : after;
    }

    Attempt<QJsonObject> remove() const
    {
        auto document = find();
        if (!document) {
            return document;
        }
        const auto clock = clockOf(m_call.transaction, *document);
        const TimeShift shift(m_call.transaction, timeOf(m_call.transaction, clock));
        if (auto refusal = m_kind.remove(m_call.transaction, *document)) {
            return *refusal;
        }
        return QJsonObject{ { u"id"_s, document->value(u"id"_s) }, { u"object"_s, text(m_kind.object) },
            { u"deleted"_s, true } };
    }

    Attempt<QJsonObject> act(const ObjectAction &action) const
    {
        const auto object = action.ofAll ? Attempt<QJsonObject>(QJsonObject()) : find();
        const auto expansion = readExpansion(m_call.parameters, /*inList=*/false);
        const auto given = readFields(m_call.parameters, action.fields, Call::Create);
        if (!object || !expansion || !given) {
            return !object ? object.refusal() : !expansion ? expansion.refusal() : given.refusal();
        }
        const auto clock = clockOf(m_call.transaction, action.ofAll ? *given : *object);
        const TimeShift shift(m_call.transaction, timeOf(m_call.transaction, clock));
        auto outcome = action.perform(m_call.transaction, *object, *given);
        if (!outcome || action.asItIs) {
            return outcome;
        }
        const auto &kind = action.gives.empty() ? m_kind : *kindNamed(action.gives);
        return render(kind, *outcome, *expansion, m_look);
    }

    Attempt<QJsonObject> listBelow(const NestedList &nested) const
    {
        const auto &kind = *kindNamed(nested.kind);
        const auto owner = find();
        if (!owner) {
            return owner;
        }
        const Below below{ QString::fromStdString(nested.place), owner->value(u"id"_s).toString() };
        const auto page = choosePage(kind, m_call.parameters, m_look, below);
        if (!page) {
            return page.refusal();
        }
        const auto data = renderAll(kind, page->documents, m_call.parameters, m_look);
        if (!data) {
            return data.refusal();
        }
        return QJsonObject{ { u"object"_s, u"list"_s }, { u"data"_s, *data },
            { u"has_more"_s, page->hasMore },
            { u"url"_s, text(m_kind.path + "/" + below.id.toStdString() + "/" + nested.name) } };
    }

    Attempt<QJsonObject> retrieveBelow(const NestedList &nested) const
    {
        const auto &kind = *kindNamed(nested.kind);
        const auto owner = find();
        const auto expansion = readExpansion(m_call.parameters, /*inList=*/false);
        if (!owner || !expansion) {
            return owner ? expansion.refusal() : owner.refusal();
        }
        const auto &id = m_call.arguments.back();
        const auto document = findObject(m_call.transaction, kind, id);
        if (!document || document->value(QString::fromStdString(nested.place)) != owner->value(u"id"_s)) {
            return noSuchObject(kind.object, id);
        }
        return render(kind, *document, *expansion, m_look);
    }

private:
    Attempt<QJsonObject> find() const
    {
        const auto &id = m_call.arguments.front();
        auto document = findObject(m_call.transaction, m_kind, id);
        if (!document && m_kind.stock != nullptr) {
            document = m_kind.stock(m_call.transaction, id);
        }
        return document ? Attempt<QJsonObject>(*document) : noSuchObject(m_kind.object, id);
    }

    Attempt<QJsonObject> searchPage(const SearchQuery &query, std::size_t limit) const
    {
        const auto cursor = m_call.parameters.text("page").value_or("");
        std::vector<QJsonObject> found;
        bool reached = cursor.empty();
        m_look.transaction.visit(m_kind.table, [&](const QJsonObject &document) {
            if (reached && query.fits(document)) {
                found.push_back(document);
            }
            reached = reached || textAt(document, u"id"_s) == cursor;
            return found.size() <= limit;
        });
        const bool more = found.size() > limit;
        found.resize(std::min(found.size(), limit));
        const auto data = renderAll(m_kind, found, m_call.parameters, m_look);
        if (!data) {
            return data.refusal();
        }
        return QJsonObject{ { u"object"_s, u"search_result"_s }, { u"data"_s, *data },
            { u"has_more"_s, more }, { u"next_page"_s, more ? found.back().value(u"id"_s) : null() },
            { u"url"_s, text(m_kind.path + "/search") } };
    }

    const ObjectKind &m_kind;
    ApiCall &m_call;
    Look m_look;
};

using Step = Attempt<QJsonObject> (Resource::*)() const;

ApiRoute row(const ObjectKind &kind, const std::string &method, const std::string &rest, Step step)
{
    return { method, kind.path + rest,
        [&kind, step](ApiCall &call) { return (Resource(kind, call).*step)(); } };
}

} // namespace

std::vector<ApiRoute> resourceRoutes(const ObjectKind &kind)
{
    std::vector<ApiRoute> routes;
    for (const auto &action : kind.actions) { // those of all come before what takes any id
        const auto place = action.ofAll ? "/" : action.name.empty() ? "/{id}" : "/{id}/";
        routes.push_back({ action.method, kind.path + place + action.name,
            [&kind, &action](ApiCall &call) { return Resource(kind, call).act(action); } });
    }
    for (const auto &nested : kind.lists) {
        const auto path = kind.path + "/{id}/" + nested.name;
        routes.push_back({ "GET", path,
            [&kind, &nested](ApiCall &call) { return Resource(kind, call).listBelow(nested); } });
        routes.push_back({ "GET", path + "/{below}",
            [&kind, &nested](ApiCall &call) { return Resource(kind, call).retrieveBelow(nested); } });
    }
    if (kind.listed) {
        routes.push_back(row(kind, "GET", "", &Resource::list));
    }
    if (!kind.searchable.empty()) {
        routes.push_back(row(kind, "GET", "/search", &Resource::search));
    }
    routes.push_back(row(kind, "GET", "/{id}", &Resource::retrieve));
    if (kind.create != nullptr) {
        routes.push_back(row(kind, "POST", "", &Resource::create));
    }
    if (kind.update != nullptr) {
        routes.push_back(row(kind, "POST", "/{id}", &Resource::update));
    }
    if (kind.remove != nullptr) {
        routes.push_back(row(kind, "DELETE", "/{id}", &Resource::remove));
    }
    return routes;
}

} // namespace billhook::sandbox
