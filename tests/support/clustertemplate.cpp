#include "tests/support/clustertemplate.h"

#include "services/cluster/migrator.h"
#include "services/cluster/servertools.h"
#include "tests/support/postgresserver.h"

#include <QCryptographicHash>
#include <QDir>
#include <QLockFile>
#include <QProcess>
#include <QTemporaryDir>

#include <unistd.h>

namespace billhook::support {

using namespace Qt::StringLiterals;

namespace {

QString cacheKey(const cluster::ServerTools &tools)
{
    const auto migrations = cluster::compiledMigrations();
    if (!migrations) {
        qFatal("migrations: %s", migrations.error().detail.c_str());
    }
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(tools.version().toUtf8());
    for (const auto &migration : *migrations) {
        hash.addData(QByteArray::fromStdString(migration.name + migration.checksum));
    }
    return QString::fromLatin1(hash.result().toHex().left(16)) + u'-' + QString::number(::geteuid());
}

void copyFolder(const QString &from, const QString &to)
{
    if (QProcess::execute(u"cp"_s, { u"-a"_s, u"--reflink=auto"_s, from, to }) != 0) {
        qFatal("copying %s to %s failed", qPrintable(from), qPrintable(to));
    }
}

void makeCluster(const cluster::ServerTools &tools, const QString &folder)
{
    const auto made = tools.run(u"initdb"_s,
        { u"-D"_s, folder, u"-U"_s, u"postgres"_s, u"-A"_s, u"trust"_s, u"-E"_s, u"UTF8"_s,
            u"--locale=C.UTF-8"_s, u"--no-sync"_s, u"--no-instructions"_s });
    if (!made) {
        qFatal("initdb: %s", made.error().detail.c_str());
    }
    PostgresServer server(tools, folder, QFileInfo(folder).absolutePath());
    server.start();
    server.execute(u"postgres"_s, u"CREATE DATABASE "_s + templateDatabase);
    const auto migrated = cluster::Migrator(server.url(templateDatabase).toStdString()).run();
    if (!migrated) {
        qFatal("migrate: %s %s", migrated.error().message.c_str(), migrated.error().detail.c_str());
    }
    server.stop(PostgresServer::Stop::Clean);
}

} // namespace

void provideCluster(const QString &folder)
{
    const auto tools = cluster::ServerTools::find();
    if (!tools) {
        qFatal("%s", tools.error().message.c_str());
    }
    const QString cache = QStringLiteral(BILLHOOK_TEST_CACHE);
    QDir().mkpath(cache);
    const QString kept = cache + u'/' + cacheKey(*tools);
    QLockFile lock(kept + u".lock"_s);
    if (!lock.lock()) {
        qFatal("no lock on %s", qPrintable(kept));
    }
    if (!QFileInfo::exists(kept)) {
        makeCluster(*tools, folder);
        copyFolder(folder, kept + u".part"_s);
        QDir().rename(kept + u".part"_s, kept);
        return;
    }
    lock.unlock();
    copyFolder(kept, folder);
}

} // namespace billhook::support
