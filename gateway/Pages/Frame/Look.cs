using MudBlazor;

namespace TwinGrid.Gateway.Pages.Frame;

/// <summary>Colours and type. Fonts are the machine's own: nothing is fetched from elsewhere.</summary>
public static class Look
{
    private static readonly string[] Fonts =
        ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Hiragino Sans", "Noto Sans JP", "Noto Sans", "DejaVu Sans", "Arial", "sans-serif"];

    /// <summary>The same as CSS writes it, for what is drawn and not set.</summary>
    public static string FontFamily { get; } = string.Join(", ", Fonts);

    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#0b5c8a", Secondary = "#6b3fa0", Background = "#f4f6f8", Surface = "#ffffff",
            TextPrimary = "#15202b", TextSecondary = "#4d5b69", LinesDefault = "#d5dce3", TableLines = "#d5dce3",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#6cb8e6", PrimaryContrastText = "#06202f", Secondary = "#c3a2ee", SecondaryContrastText = "#1f0b3a", Background = "#10161c", Surface = "#18212a",
            TextPrimary = "#e8eef3", TextSecondary = "#a8b5c1", LinesDefault = "#33414e", TableLines = "#33414e",
        },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Fonts, FontSize = "0.9375rem" },
            Button = new ButtonTypography { TextTransform = "none", FontWeight = "600", LetterSpacing = "0" },
        },
    };
}
