#include "services/cluster/migration.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QRegularExpression>

namespace billhook::cluster {

using namespace Qt::StringLiterals;

domain::Result<std::vector<Migration>> compiledMigrations()
{
    static const QRegularExpression pattern(u"^V(\\d{4})__[a-z0-9_]+$"_s);
    std::vector<Migration> migrations;
    const QDir folder(u":/sql/migrations"_s);
    const QStringList files = folder.entryList({ u"*.sql"_s }, QDir::Files, QDir::Name);
    for (const QString &file : files) {
        const QString name = file.chopped(4);
        const auto match = pattern.match(name);
        QFile source(folder.filePath(file));
        if (!match.hasMatch() || !source.open(QIODevice::ReadOnly)) {
            return domain::Error{ domain::ErrorKind::Internal, "migration_unreadable",
                "A migration of this program can't be read.", file.toStdString() };
        }
        const QByteArray sql = source.readAll();
        const QByteArray checksum = QCryptographicHash::hash(sql, QCryptographicHash::Sha256).toHex();
        migrations.push_back(
            { match.captured(1).toInt(), name.toStdString(), checksum.toStdString(), sql.toStdString() });
    }
    return migrations;
}

} // namespace billhook::cluster
