#include "services/api/docs.h"

#include <QFile>

#include <array>
#include <string_view>

namespace billhook::api {

namespace {

/** Scripts and requests of this host only; Swagger UI and Redoc style their elements inline. */
constexpr auto policy
    = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
      "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors "
      "'none'";

struct Page
{
    std::string_view path;
    std::string_view file; ///< of :/openapi
    std::string_view type;
};

constexpr std::array pages{
    Page{ "/openapi.json", "openapi.json", "application/json" },
    Page{ "/docs", "docs.html", "text/html; charset=utf-8" },
    Page{ "/docs/docs.js", "docs.js", "text/javascript" },
    Page{ "/docs/swagger-ui-bundle.js", "swagger-ui/swagger-ui-bundle.js", "text/javascript" },
    Page{ "/docs/swagger-ui.css", "swagger-ui/swagger-ui.css", "text/css" },
    Page{ "/redoc", "redoc.html", "text/html; charset=utf-8" },
    Page{ "/redoc/redoc.js", "redoc.js", "text/javascript" },
    Page{ "/redoc/redoc.standalone.js", "redoc/redoc.standalone.js", "text/javascript" },
};

http::Response pageOf(const Page &page)
{
    QFile file(QStringLiteral(":/openapi/")
        + QString::fromUtf8(page.file.data(), static_cast<qsizetype>(page.file.size())));
    if (!file.open(QIODevice::ReadOnly)) {
        return http::problem(500, "internal_error", "The page is missing from this program.");
    }
    return { 200, std::string(page.type), file.readAll().toStdString(),
        { { "Content-Security-Policy", policy }, { "Referrer-Policy", "no-referrer" } } };
}

} // namespace

std::vector<http::Route> docsRoutes()
{
    std::vector<http::Route> routes;
    routes.reserve(pages.size());
    for (const auto &page : pages) {
        routes.push_back({ "GET", std::string(page.path), 0, false,
            [page](const http::Request &, const http::Respond &respond) { respond(pageOf(page)); } });
    }
    return routes;
}

} // namespace billhook::api
