#include "tests/support/postgresfixture.h"

#include "tests/support/clustertemplate.h"
#include "tests/support/postgresserver.h"

#include <QTemporaryDir>

#include <unistd.h>

namespace billhook::support {

using namespace Qt::StringLiterals;

class PostgresFixture::Private final
{
public:
    explicit Private(const cluster::ServerTools &tools)
        : server(tools, folder.path() + u"/data"_s, folder.path())
    { }

    QTemporaryDir folder{ u"/tmp/bhpg-XXXXXX"_s }; ///< short: a socket's path has 107 bytes
    PostgresServer server;
    QString current;
    int count = 0;
};

PostgresFixture::PostgresFixture()
{
    const auto tools = cluster::ServerTools::find();
    if (!tools) {
        qFatal("%s", tools.error().message.c_str());
    }
    d = std::make_unique<Private>(*tools);
    if (!d->folder.isValid()
        || ::chown(d->folder.path().toLocal8Bit().constData(), tools->user(), tools->group()) != 0) {
        qFatal("no folder for the test's PostgreSQL under /tmp");
    }
    provideCluster(d->folder.path() + u"/data"_s);
    d->server.start();
}

PostgresFixture::~PostgresFixture() = default;

QString PostgresFixture::url()
{
    if (d->current.isEmpty()) {
        return renew();
    }
    return d->server.url(d->current);
}

QString PostgresFixture::renew()
{
    d->current = u"test_%1"_s.arg(++d->count);
    d->server.execute(u"postgres"_s, u"CREATE DATABASE %1 TEMPLATE %2"_s.arg(d->current, templateDatabase));
    return d->server.url(d->current);
}

QString PostgresFixture::createEmptyDatabase()
{
    const QString name = u"empty_%1"_s.arg(++d->count);
    d->server.execute(u"postgres"_s, u"CREATE DATABASE "_s + name);
    return d->server.url(name);
}

QString PostgresFixture::urlAs(const QString &login)
{
    url();
    return d->server.url(d->current, login);
}

QString PostgresFixture::sql(const QString &text)
{
    url();
    return d->server.execute(d->current, text);
}

void PostgresFixture::kill()
{
    d->server.stop(PostgresServer::Stop::Immediate);
}

void PostgresFixture::start()
{
    d->server.start();
}

QString PostgresFixture::socketFolder() const
{
    return d->folder.path();
}

} // namespace billhook::support
