#include "services/api/routegroups.h"
#include "services/directory/directoryimport.h"
#include "services/postgres/pipeline.h"

#include <QJsonArray>
#include <QTemporaryFile>

#include <chrono>

namespace billhook::api {

using domain::Error;
using domain::ErrorKind;
using domain::Result;
using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::seconds importDeadline{ 8 }; // the HTTP side answers 503 after 10
constexpr qsizetype mostNamed = 100;

/** The import reads a file twice: what names something may stand before it. */
Result<QString> written(QTemporaryFile &file, std::string_view content)
{
    const auto size = static_cast<qint64>(content.size());
    if (!file.open() || file.write(content.data(), size) != size || !file.flush()) {
        return Error{ ErrorKind::Unavailable, "unavailable", "The lines could not be set aside.",
            file.errorString().toStdString() };
    }
    return file.fileName();
}

Result<Answer> importLines(Call &call)
{
    QTemporaryFile file;
    const auto name = written(file, call.content);
    if (!name) {
        return name.error();
    }
    postgres::Pipeline pipeline({ call.databaseUrl, "billhook_directory", "billhookd api", importDeadline });
    QJsonArray errors;
    directory::ImportObserver observer;
    observer.badLine = [&errors](const directory::BadLine &bad) {
        if (errors.size() < mostNamed) {
            errors.append(QJsonObject{
                { u"line"_s, qint64{ bad.line } }, { u"detail"_s, QString::fromStdString(bad.reason) } });
        }
    };
    const auto report = directory::DirectoryImport(pipeline).run(name->toStdString(), observer);
    if (!report) {
        return report.error();
    }
    return Answer{ 200,
        { { u"rows"_s, qint64{ report->lines } }, { u"changed"_s, qint64{ report->changed } },
            { u"errors"_s, errors } } };
}

} // namespace

std::vector<ApiRoute> directoryRoutes()
{
    return { { Method::Post, "/api/directory", Access::Service, Content::JsonLines, importLines } };
}

} // namespace billhook::api
