# Five lines; --weights seeded needs no download, and says nothing about pictures.
npx gossamer list 'mobilenetv4_conv*'
npx gossamer inspect mobilenetv4_conv_small
npx gossamer export mobilenetv4_conv_small --weights seeded -o mobilenetv4.onnx
npx gossamer classify photo.jpg --model mobilenetv4_conv_small --weights seeded
npx gossamer doctor
