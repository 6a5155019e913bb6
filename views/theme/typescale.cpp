#include "views/theme/typescale.h"

#include <QFontDatabase>
#include <QFontInfo>
#include <QGuiApplication>

#include <algorithm>
#include <array>

static void initFontResources()
{
    Q_INIT_RESOURCE(fonts);
}

namespace billhook::theme {

using namespace Qt::StringLiterals;

namespace {

constexpr int bodyPixels = 13;

struct ScaleRow
{
    int pixels{};
    QFont::Weight weight{};
};

constexpr std::array scale{ ScaleRow{ 11, QFont::Normal }, ScaleRow{ 12, QFont::Normal },
    ScaleRow{ bodyPixels, QFont::Normal }, ScaleRow{ 14, QFont::DemiBold }, ScaleRow{ 16, QFont::DemiBold },
    ScaleRow{ 20, QFont::DemiBold }, ScaleRow{ 28, QFont::DemiBold }, ScaleRow{ 12, QFont::Normal } };

int scaled(int pixels)
{
    const QFont application = QGuiApplication::font();
    const int body = application.pixelSize() > 0 ? application.pixelSize() : bodyPixels;
    return std::max(8, (pixels * body + bodyPixels / 2) / bodyPixels);
}

} // namespace

bool loadFonts()
{
    initFontResources();
    const std::array files{ u":/fonts/IBMPlexSans-Regular.woff"_s, u":/fonts/IBMPlexSans-Medium.woff"_s,
        u":/fonts/IBMPlexSans-SemiBold.woff"_s, u":/fonts/JetBrainsMono-Regular-Latin.woff"_s };
    return std::all_of(files.begin(), files.end(),
        [](const QString &file) { return QFontDatabase::addApplicationFont(file) >= 0; });
}

QFont font(Type type)
{
    return font(type, scale[static_cast<std::size_t>(type)].weight);
}

QFont font(Type type, QFont::Weight weight)
{
    QFont result(type == Type::Mono
            ? QStringList{ u"JetBrains Mono"_s, u"DejaVu Sans Mono"_s, u"monospace"_s }
            : QStringList{ u"IBM Plex Sans"_s, u"Noto Sans"_s, u"sans-serif"_s });
    result.setPixelSize(scaled(scale[static_cast<std::size_t>(type)].pixels));
    result.setWeight(weight);
    result.setHintingPreference(QFont::PreferNoHinting);
    if (type == Type::Metric) {
        result.setLetterSpacing(QFont::AbsoluteSpacing, -0.4);
    }
    return result;
}

} // namespace billhook::theme
