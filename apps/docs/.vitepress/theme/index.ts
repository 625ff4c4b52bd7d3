// The theme: VitePress' own with the reader's fonts and our colours.
import DefaultTheme from 'vitepress/theme-without-fonts';
import './custom.css';

export default DefaultTheme;
